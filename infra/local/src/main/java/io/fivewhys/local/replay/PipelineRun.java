// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.CapacitySample;
import io.fivewhys.Clock;
import io.fivewhys.Escalation;
import io.fivewhys.JourneyMinute;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topic;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.PipelineTopology;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.windows.KafkaEventBatch;
import io.fivewhys.processors.windows.WindowCounts;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The real topology without a broker: Kafka's own single-threaded driver gives it one event after
 * the other, so that the same events give the same records.
 */
final class PipelineRun implements Closeable {

  /** How many events go in as one record, as the processors' consumer hands them over. */
  private static final int BATCH = 1_000;

  /** Told what the topology tells, in order; of minutes only when they are closed. */
  interface Outputs {

    default void minute(ServiceMinute minute) {}

    default void signals(SignalMinute minute) {}

    default void journeys(JourneyMinute minute) {}

    default void capacity(CapacitySample sample) {}

    default void revisionChange(RevisionChange change) {}

    void escalation(Escalation escalation);
  }

  private final WindowCounts counts = new WindowCounts();
  private final Outputs outputs;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> events;
  private final Map<Topic<?>, TestOutputTopic<byte[], byte[]>> topics = new HashMap<>();
  private final List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
  private long offset;

  /**
   * @param stateDirectory for the driver; nothing is kept there
   */
  PipelineRun(
      Settings settings, Configuration configuration, Path stateDirectory, Outputs outputs) {
    this.outputs = outputs;
    this.driver =
        new TopologyTestDriver(
            PipelineTopology.build(
                settings, configuration, PipelineTopology.State.TRANSIENT, counts),
            ProcessorsApp.properties("none:0", stateDirectory),
            Instant.EPOCH);
    this.events =
        driver.createInputTopic(
            Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  void accept(EventSorter.Recorded event) {
    batch.add(new ConsumerRecord<>(Topics.EVENTS.name(), 0, offset++, event.key(), event.event()));
    if (batch.size() == BATCH) {
      flush();
    }
  }

  /** Nothing more will come: every minute closes, and is looked at a last time. */
  void finish() {
    flush();
    Clock end =
        Clock.newBuilder().setProject("").setNow(0).setPartitions(1).setSilent(true).build();
    events.pipeInput(new byte[0], Topics.OBSERVATIONS.codec().encode(end));
    drain();
  }

  WindowCounts counts() {
    return counts;
  }

  private void flush() {
    if (!batch.isEmpty()) {
      ConsumerRecord<byte[], byte[]> joined = KafkaEventBatch.join(List.copyOf(batch));
      batch.clear();
      events.pipeInput(new TestRecord<>(joined.key(), joined.value(), joined.headers(), 0L));
      drain();
    }
  }

  private void drain() {
    drain(
        Topics.SERVICE_MINUTES,
        minute -> {
          if (minute.getClosed()) {
            outputs.minute(minute);
          }
        });
    drain(
        Topics.SIGNAL_MINUTES,
        minute -> {
          if (minute.getClosed()) {
            outputs.signals(minute);
          }
        });
    drain(
        Topics.JOURNEY_MINUTES,
        minute -> {
          if (minute.getClosed()) {
            outputs.journeys(minute);
          }
        });
    drain(Topics.REVISION_CHANGES, outputs::revisionChange);
    drain(Topics.ESCALATIONS, outputs::escalation);
    drain(Topics.CAPACITY, outputs::capacity);
  }

  private <T extends SpecificRecord> void drain(Topic<T> topic, Consumer<T> output) {
    // The driver knows no topic that nothing was written to.
    if (driver.producedTopicNames().contains(topic.name())) {
      for (byte[] value :
          topics.computeIfAbsent(topic, added -> read(added.name())).readValuesToList()) {
        output.accept(topic.codec().decode(value));
      }
    }
  }

  private TestOutputTopic<byte[], byte[]> read(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    driver.close();
  }
}
