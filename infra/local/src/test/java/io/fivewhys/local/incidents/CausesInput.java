// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.Clock;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.InMemoryEventLog;
import io.fivewhys.ingest.Ingestor;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.processors.PipelineTopology;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.windows.KafkaEventBatch;
import io.fivewhys.processors.windows.WindowCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;

/**
 * What the causes stage is given when a recording runs through the whole topology, message by
 * message in the order of arrival, and what came out without a break.
 *
 * @param escalations encoded
 */
record CausesInput(List<byte[]> messages, List<byte[]> escalations) {

  private static final int BATCH = 1_000;

  static List<ConsumerRecord<byte[], byte[]>> events(List<Entry> entries) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      lines.write(entry.json());
      lines.write('\n');
    }
    InMemoryEventLog log = new InMemoryEventLog();
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1)) {
      ingestor.ingest("recording", new ByteArrayInputStream(lines.toByteArray()), (e, b) -> {});
    }
    List<InMemoryEventLog.Appended> sorted = new ArrayList<>(log.events());
    sorted.sort(
        Comparator.comparingLong(InMemoryEventLog.Appended::eventTimeNanos)
            .thenComparing(InMemoryEventLog.Appended::event, Arrays::compareUnsigned));
    List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
    for (InMemoryEventLog.Appended each : sorted) {
      events.add(
          new ConsumerRecord<>(Topics.EVENTS.name(), 0, events.size(), each.key(), each.event()));
    }
    return events;
  }

  static CausesInput of(List<Entry> entries, Path directory) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    Topology topology =
        PipelineTopology.build(
            Settings.defaults(), PipelineTopology.State.TRANSIENT, new WindowCounts());
    // Behind the same parents as the stage itself, and after it.
    topology.addProcessor(
        "tap",
        () ->
            new ContextualProcessor<byte[], byte[], Void, Void>() {
              @Override
              public void process(Record<byte[], byte[]> record) {
                messages.add(record.value());
              }
            },
        "observations-again",
        "revisions");
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            topology, ProcessorsApp.properties("none:0", directory), Instant.EPOCH)) {
      TestInputTopic<byte[], byte[]> input =
          driver.createInputTopic(
              Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
      List<ConsumerRecord<byte[], byte[]>> events = events(entries);
      for (int from = 0; from < events.size(); from += BATCH) {
        ConsumerRecord<byte[], byte[]> batch =
            KafkaEventBatch.join(
                List.copyOf(events.subList(from, Math.min(events.size(), from + BATCH))));
        input.pipeInput(new TestRecord<>(batch.key(), batch.value(), batch.headers(), 0L));
      }
      input.pipeInput(
          new byte[0], Topics.OBSERVATIONS.codec().encode(new Clock("", 0L, 0L, 1, true)));
      return new CausesInput(
          messages,
          driver
              .createOutputTopic(
                  Topics.ESCALATIONS.name(),
                  new ByteArrayDeserializer(),
                  new ByteArrayDeserializer())
              .readValuesToList());
    }
  }
}
