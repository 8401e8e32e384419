// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.escalations;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Signal;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Hand-made steps of incidents, and their topic. */
final class Steps {

  static final int PARTITIONS = 3;

  private Steps() {}

  /** Those of all incidents, first steps first. */
  static List<Escalation> of(int incidents, int fromSequence, int toSequence) {
    return IntStream.rangeClosed(fromSequence, toSequence)
        .boxed()
        .flatMap(sequence ->
            IntStream.range(0, incidents).mapToObj(incident -> step("i" + incident, sequence)))
        .toList();
  }

  static Escalation step(String incident, int sequence) {
    Component checkout = new Component(ComponentKind.CLOUD_RUN_SERVICE, "checkout");
    Component database = new Component(ComponentKind.CLOUD_SQL_INSTANCE, "orders-db");
    return new Escalation(
        incident,
        sequence,
        sequence == 1 ? IncidentStatus.OPENED : IncidentStatus.UPDATED,
        Severity.P1,
        1_772_359_320_000_000L,
        1_772_359_320_000_000L + (sequence - 1) * 60_000_000L,
        "acme-prod",
        "checkout fails: orders-db has no connection left",
        new Symptom(checkout, Signal.ERROR_RATE, "availability", 0.41, 0.99, null),
        new RootCause(CauseKind.SQL_CONNECTIONS_EXHAUSTED, database, null, Basis.INFERRED, 0.7),
        List.of(
            new Why(
                "Why does checkout answer 500?",
                "It cannot connect to orders-db.",
                checkout,
                Basis.OBSERVED,
                12L,
                List.of(new Evidence("run.googleapis.com/stderr", "a1", 1L, "FATAL: no slots")),
                null)),
        List.of(),
        List.of(checkout),
        Decision.SCALE,
        List.of(new Action("Raise max_connections.", "gcloud sql instances patch orders-db")),
        null,
        new Impact(410L, 1_000L, 0.41, 2L),
        null,
        null);
  }

  /** Writes them in one transaction, after one that is aborted. */
  static void produce(LocalBroker broker, List<Escalation> steps)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(step("never", 1))).get();
      producer.abortTransaction();
      producer.beginTransaction();
      steps.forEach(step -> producer.send(record(step)));
      producer.commitTransaction();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Escalation step) {
    return new ProducerRecord<>(
        Topics.ESCALATIONS.name(),
        step.getIncidentId().getBytes(StandardCharsets.UTF_8),
        Topics.ESCALATIONS.codec().encode(step));
  }
}
