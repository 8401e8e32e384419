// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.Clock;
import io.fivewhys.Escalation;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
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
import java.util.List;
import java.util.function.Consumer;
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

  private final WindowCounts counts = new WindowCounts();
  private final Consumer<ServiceMinute> minutes;
  private final Consumer<SignalMinute> signals;
  private final Consumer<RevisionChange> changes;
  private final Consumer<Escalation> escalations;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> events;
  private final TestOutputTopic<byte[], byte[]> serviceMinutes;
  private final TestOutputTopic<byte[], byte[]> signalMinutes;
  private final TestOutputTopic<byte[], byte[]> revisionChanges;
  private final TestOutputTopic<byte[], byte[]> incidents;
  private final List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH);
  private long offset;

  /**
   * @param stateDirectory for the driver; nothing is kept there
   * @param minutes told each minute that closes, in order
   * @param signals told what was said in each minute that closes, in order
   * @param changes told each record of a revision change, in order
   * @param escalations told each step of each incident, in order
   */
  PipelineRun(
      Settings settings,
      Configuration configuration,
      Path stateDirectory,
      Consumer<ServiceMinute> minutes,
      Consumer<SignalMinute> signals,
      Consumer<RevisionChange> changes,
      Consumer<Escalation> escalations) {
    this.minutes = minutes;
    this.signals = signals;
    this.changes = changes;
    this.escalations = escalations;
    this.driver =
        new TopologyTestDriver(
            PipelineTopology.build(
                settings, configuration, PipelineTopology.State.TRANSIENT, counts),
            ProcessorsApp.properties("none:0", stateDirectory),
            Instant.EPOCH);
    this.events =
        driver.createInputTopic(
            Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
    this.serviceMinutes = output(Topics.SERVICE_MINUTES.name());
    this.signalMinutes = output(Topics.SIGNAL_MINUTES.name());
    this.revisionChanges = output(Topics.REVISION_CHANGES.name());
    this.incidents = output(Topics.ESCALATIONS.name());
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
    for (byte[] value : serviceMinutes.readValuesToList()) {
      ServiceMinute minute = Topics.SERVICE_MINUTES.codec().decode(value);
      if (minute.getClosed()) {
        minutes.accept(minute);
      }
    }
    for (byte[] value : signalMinutes.readValuesToList()) {
      SignalMinute minute = Topics.SIGNAL_MINUTES.codec().decode(value);
      if (minute.getClosed()) {
        signals.accept(minute);
      }
    }
    for (byte[] value : revisionChanges.readValuesToList()) {
      changes.accept(Topics.REVISION_CHANGES.codec().decode(value));
    }
    // The driver knows no topic that nothing was written to.
    if (driver.producedTopicNames().contains(Topics.ESCALATIONS.name())) {
      for (byte[] value : incidents.readValuesToList()) {
        escalations.accept(Topics.ESCALATIONS.codec().decode(value));
      }
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
