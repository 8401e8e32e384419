// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.PipelineTopology;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.windows.WindowCounts;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * The real topology without a broker: Kafka's own single-threaded driver gives it one event after
 * the other, so that the same events give the same records.
 */
final class PipelineRun implements Closeable {

  /** How many events go in before what came out is taken away. */
  private static final int DRAIN_EVERY = 1_000;

  private final Settings settings;
  private final WindowCounts counts = new WindowCounts();
  private final Consumer<ServiceMinute> minutes;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> events;
  private final TestOutputTopic<byte[], byte[]> serviceMinutes;
  private int undrained;

  /**
   * @param stateDirectory for the driver; nothing is kept there
   * @param minutes told each minute that closes, in order
   */
  PipelineRun(Settings settings, Path stateDirectory, Consumer<ServiceMinute> minutes) {
    this.settings = settings;
    this.minutes = minutes;
    this.driver =
        new TopologyTestDriver(
            PipelineTopology.build(settings, PipelineTopology.State.TRANSIENT, counts),
            ProcessorsApp.properties("none:0", stateDirectory));
    this.events =
        driver.createInputTopic(
            Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
    this.serviceMinutes =
        driver.createOutputTopic(
            Topics.SERVICE_MINUTES.name(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  void accept(EventSorter.Recorded event) {
    events.pipeInput(event.key(), event.event(), event.timeNanos() / 1_000_000);
    if (++undrained == DRAIN_EVERY) {
      drain();
    }
  }

  /**
   * Nothing more will come: every minute closes, as it would for a source that has fallen silent.
   */
  void finish() {
    driver.advanceWallClockTime(settings.get(Settings.IDLE));
    drain();
  }

  WindowCounts counts() {
    return counts;
  }

  private void drain() {
    undrained = 0;
    for (byte[] value : serviceMinutes.readValuesToList()) {
      ServiceMinute minute = Topics.SERVICE_MINUTES.codec().decode(value);
      if (minute.getClosed()) {
        minutes.accept(minute);
      }
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
