// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.escalations;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.Encoding;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.Escalation;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.sinks.pubsub.EscalationPublisher;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import io.fivewhys.sinks.pubsub.PayloadEncoding;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Escalations from the real broker to a local Pub/Sub, through Google's own clients: nothing is
 * lost, each incident is in order, and what comes twice says so by its id.
 */
@Timeout(180)
class EscalationPublisherTest {

  private static final int INCIDENTS = 7;

  @TempDir Path directory;
  private LocalBroker broker;
  private PubSubServer pubsub;

  @BeforeEach
  void start() {
    broker = new LocalBroker(directory.resolve("kafka")).start();
    broker.createTopics(List.of(Topics.ESCALATIONS), Steps.PARTITIONS);
    pubsub = PubSubServer.onLoopback();
  }

  @AfterEach
  void stop() {
    pubsub.close();
    broker.close();
  }

  @Test
  void every_escalation_arrives_once_and_in_order_and_its_place_is_committed() throws Exception {
    Listener.createTopic(pubsub, Encoding.BINARY);
    Steps.produce(broker, Steps.of(INCIDENTS, 1, 20));
    try (Listener listener = new Listener(pubsub);
        EscalationPublisher publisher = publisher(pubsub.address())) {
      publisher.start();

      List<PubsubMessage> messages = listener.awaitDistinct(INCIDENTS * 20);

      assertThat(messages).hasSize(INCIDENTS * 20);
      assertThat(Listener.sequences(messages)).isEqualTo(expected(INCIDENTS, 20));
      PubsubMessage first = messages.getFirst();
      GenericRecord read =
          new GenericDatumReader<GenericRecord>(
                  new Schema.Parser().parse(EscalationSchema.definition()))
              .read(null, DecoderFactory.get().binaryDecoder(first.getData().toByteArray(), null));
      assertThat(read.get("incident_id")).hasToString(first.getOrderingKey());
      assertThat(first.getAttributesMap())
          .containsEntry("ce-id", first.getOrderingKey() + "/1")
          .containsEntry("severity", "P1")
          .containsEntry("status", "OPENED");
      await(this::everythingIsCommitted);
      assertThat(publisher.unready()).isEmpty();
      assertThat(publisher.published()).isEqualTo(INCIDENTS * 20L);
    }
  }

  @Test
  void a_topic_whose_schema_takes_json_gets_json() throws Exception {
    Listener.createTopic(pubsub, Encoding.JSON);
    Escalation step = Steps.step("i0", 1);
    Steps.produce(broker, List.of(step));
    try (Listener listener = new Listener(pubsub);
        EscalationPublisher publisher = publisher(pubsub.address())) {
      publisher.start();

      PubsubMessage message = listener.awaitDistinct(1).getFirst();

      assertThat(message.getAttributesOrThrow("content-type")).isEqualTo("application/json");
      assertThat(PayloadEncoding.JSON.decode(message.getData().toByteArray())).isEqualTo(step);
    }
  }

  @Test
  void an_outage_is_waited_out_and_nothing_is_committed_meanwhile() throws Exception {
    Listener.createTopic(pubsub, Encoding.ENCODING_UNSPECIFIED);
    try (Wire wire = new Wire(pubsub.port());
        Listener listener = new Listener(pubsub);
        EscalationPublisher publisher = publisher(wire.address())) {
      publisher.start();
      Steps.produce(broker, Steps.of(INCIDENTS, 1, 10));
      List<PubsubMessage> before = listener.awaitDistinct(INCIDENTS * 10);
      await(this::everythingIsCommitted);

      wire.cut();
      Steps.produce(broker, Steps.of(INCIDENTS, 11, 20));
      await(() -> !publisher.unready().isEmpty());
      assertThat(publisher.unready())
          .singleElement()
          .asString()
          .contains(Listener.TOPIC, wire.address(), "UNAVAILABLE");
      assertThat(committed()).as("and the markers of transactions").isLessThan(INCIDENTS * 10 + 20);
      wire.mend();
      List<PubsubMessage> after = listener.awaitDistinct(INCIDENTS * 10);

      assertThat(Listener.sequences(concat(before, after))).isEqualTo(expected(INCIDENTS, 20));
      await(() -> publisher.unready().isEmpty());
    }
  }

  @Test
  void answers_that_are_lost_again_and_again_lose_and_reorder_nothing() throws Exception {
    Listener.createTopic(pubsub, Encoding.ENCODING_UNSPECIFIED);
    try (Wire wire = new Wire(pubsub.port());
        Listener listener = new Listener(pubsub);
        EscalationPublisher publisher = publisher(wire.address())) {
      publisher.start();
      List<PubsubMessage> heard = listener.awaitDistinct(0);
      for (int round = 0; round < 5; round++) {
        Steps.produce(broker, Steps.of(INCIDENTS, 1 + round * 40, 40 + round * 40));
        // In the middle of it, as the first are heard.
        heard = concat(heard, listener.awaitDistinct(INCIDENTS));
        wire.cut();
        wire.mend();
      }
      while (Listener.sequences(heard).values().stream().mapToInt(List::size).sum()
          < INCIDENTS * 200) {
        heard = concat(heard, listener.awaitDistinct(1));
      }

      assertThat(Listener.sequences(heard)).isEqualTo(expected(INCIDENTS, 200));
    }
  }

  @Test
  void a_topic_that_is_not_there_is_said_and_waited_for() throws Exception {
    Steps.produce(broker, Steps.of(INCIDENTS, 1, 3));
    try (EscalationPublisher publisher = publisher(pubsub.address())) {
      publisher.start();
      await(() -> publisher.unready().stream().anyMatch(said -> said.contains("NOT_FOUND")));
      assertThat(publisher.unready())
          .singleElement()
          .asString()
          .contains("gcloud pubsub topics create " + Listener.TOPIC, "escalations.topic");

      Listener.createTopic(pubsub, Encoding.ENCODING_UNSPECIFIED);
      try (Listener listener = new Listener(pubsub)) {
        assertThat(Listener.sequences(listener.awaitDistinct(INCIDENTS * 3)))
            .isEqualTo(expected(INCIDENTS, 3));
      }
    }
  }

  @Test
  void what_was_acknowledged_but_not_committed_comes_again_with_the_same_id() throws Exception {
    Listener.createTopic(pubsub, Encoding.ENCODING_UNSPECIFIED);
    Steps.produce(broker, Steps.of(INCIDENTS, 1, 3));
    try (Listener listener = new Listener(pubsub)) {
      List<PubsubMessage> first;
      try (EscalationPublisher publisher = publisher(pubsub.address())) {
        publisher.start();
        first = listener.awaitDistinct(INCIDENTS * 3);
      }
      forgetCommits();
      try (EscalationPublisher publisher = publisher(pubsub.address())) {
        publisher.start();
        List<PubsubMessage> second = listener.awaitDistinct(INCIDENTS * 3);

        assertThat(byId(second)).isEqualTo(byId(first));
      }
    }
  }

  @Test
  void a_killed_process_is_taken_over_and_a_broker_that_restarts_waited_for() throws Exception {
    Listener.createTopic(pubsub, Encoding.ENCODING_UNSPECIFIED);
    try (Listener listener = new Listener(pubsub)) {
      Process victim = process();
      Steps.produce(broker, Steps.of(INCIDENTS, 1, 100));
      List<PubsubMessage> heard = listener.awaitDistinct(INCIDENTS);
      victim.destroyForcibly().waitFor();
      try (EscalationPublisher publisher = publisher(pubsub.address())) {
        publisher.start();
        broker.close();
        broker.start();
        Steps.produce(broker, Steps.of(INCIDENTS, 101, 110));
        while (Listener.sequences(heard).values().stream().mapToInt(List::size).sum()
            < INCIDENTS * 110) {
          heard = concat(heard, listener.awaitDistinct(1));
        }

        assertThat(Listener.sequences(heard)).isEqualTo(expected(INCIDENTS, 110));
        assertThat(publisher.done()).isNotDone();
      }
    }
  }

  private EscalationPublisher publisher(String endpoint) {
    return new EscalationPublisher(kafka(broker.bootstrap()), Listener.TOPIC, endpoint);
  }

  /** A publisher in a JVM of its own, which can be killed. */
  private Process process() throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            broker.bootstrap(),
            pubsub.address())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("victim.log").toFile())
        .start();
  }

  static final class Victim {
    public static void main(String[] args) {
      new EscalationPublisher(kafka(args[0]), Listener.TOPIC, args[1]).start();
    }
  }

  private static Map<String, Object> kafka(String bootstrap) {
    return Map.of(
        "bootstrap.servers",
        bootstrap,
        "session.timeout.ms",
        2_000,
        "heartbeat.interval.ms",
        300,
        "reconnect.backoff.max.ms",
        500);
  }

  private long committed() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin
          .listConsumerGroupOffsets(EscalationPublisher.GROUP)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean everythingIsCommitted() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int partition = 0; partition < Steps.PARTITIONS; partition++) {
        ends.put(new TopicPartition(Topics.ESCALATIONS.name(), partition), OffsetSpec.latest());
      }
      return committed()
          == admin.listOffsets(ends).all().get().values().stream()
              .mapToLong(ListOffsetsResultInfo::offset)
              .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void forgetCommits() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
    for (int partition = 0; partition < Steps.PARTITIONS; partition++) {
      begins.put(
          new TopicPartition(Topics.ESCALATIONS.name(), partition), new OffsetAndMetadata(0));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.alterConsumerGroupOffsets(EscalationPublisher.GROUP, begins).all().get();
    }
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static Map<String, List<Integer>> expected(int incidents, int sequences) {
    List<Integer> all = IntStream.rangeClosed(1, sequences).boxed().toList();
    return IntStream.range(0, incidents)
        .boxed()
        .collect(Collectors.toMap(incident -> "i" + incident, incident -> all));
  }

  private static Map<String, Map<String, String>> byId(List<PubsubMessage> messages) {
    return messages.stream()
        .collect(
            Collectors.toMap(Listener::id, PubsubMessage::getAttributesMap, (one, same) -> one));
  }

  private static <T> List<T> concat(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
