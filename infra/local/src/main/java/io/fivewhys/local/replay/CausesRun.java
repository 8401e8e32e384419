// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.Clock;
import io.fivewhys.Escalation;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.warehouse.WarehouseHistory.Known;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.causes.CausesProcessor;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.state.KafkaState;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * The last stage alone, over records that are known already. What was known at one time goes in
 * together; then time goes on in ticks, as it does while entries come, so that what is found after
 * some waiting is found.
 */
final class CausesRun implements Closeable {

  private static final String KNOWN = "known";
  private static final String CAUSES = "causes";
  private static final String STORE = "causes-store";
  private static final String TOLD = "told";

  /** A minute after the last word of a project, nobody knows that its time goes on. */
  private static final long GOES_ON_MICROS = 60_000_000L;

  private static final long HOUR_MICROS = 3_600_000_000L;

  private final long tickMicros;
  private final Consumer<Escalation> escalations;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> input;
  private final TestOutputTopic<byte[], byte[]> told;
  private final TreeSet<String> projects = new TreeSet<>();
  private final TreeSet<String> known = new TreeSet<>();
  private long now = Long.MIN_VALUE;
  private long sweptHour;

  /**
   * @param stateDirectory for the driver; nothing is kept there
   * @param escalations told each step of each incident, in order
   */
  CausesRun(
      Settings settings,
      Configuration configuration,
      Path stateDirectory,
      Consumer<Escalation> escalations) {
    this.tickMicros = settings.get(Settings.TICK).toNanos() / 1_000;
    this.escalations = escalations;
    this.driver =
        new TopologyTestDriver(
            topology(settings, configuration),
            ProcessorsApp.properties("none:0", stateDirectory),
            Instant.EPOCH);
    this.input =
        driver.createInputTopic(KNOWN, new ByteArraySerializer(), new ByteArraySerializer());
    this.told =
        driver.createOutputTopic(
            Topics.ESCALATIONS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Topology topology(Settings settings, Configuration configuration) {
    return new Topology()
        .addSource(KNOWN, new ByteArrayDeserializer(), new ByteArrayDeserializer(), KNOWN)
        .addProcessor(CAUSES, () -> new CausesProcessor(settings, configuration, STORE), KNOWN)
        .addStateStore(KafkaState.store(STORE, false), CAUSES)
        .addSink(
            TOLD,
            Topics.ESCALATIONS.name(),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            CAUSES);
  }

  /** In order of time. */
  void accept(Known record) {
    if (record.observedAt() > now) {
      goOn(record.observedAt());
      now = record.observedAt();
      sweep();
    }
    projects.add(record.project());
    known.add(record.project());
    input.pipeInput(
        switch (record.record()) {
          case ServiceMinute minute -> Topics.SERVICE_MINUTES.codec().encode(minute);
          case SignalMinute minute -> Topics.SIGNAL_MINUTES.codec().encode(minute);
          case RevisionChange change -> Topics.REVISION_CHANGES.codec().encode(change);
          default -> throw new IllegalStateException("not of a warehouse: " + record);
        });
  }

  /** Nothing more will come. */
  void finish() {
    goOn(Long.MAX_VALUE);
    known.forEach(project -> input.pipeInput(clock(project, 0, true)));
    drain();
  }

  private void goOn(long until) {
    if (!projects.isEmpty()) {
      long end = Math.min(until, now + GOES_ON_MICROS);
      long first = (Math.floorDiv(now, tickMicros) + 1) * tickMicros;
      for (long at = first; at < end; at += tickMicros) {
        for (String project : projects) {
          input.pipeInput(clock(project, at, false));
        }
      }
      projects.clear();
      drain();
    }
  }

  private static byte[] clock(String project, long micros, boolean silent) {
    return Topics.OBSERVATIONS
        .codec()
        .encode(
            Clock.newBuilder()
                .setProject(project)
                .setReached(micros * 1_000)
                .setNow(0)
                .setPartitions(1)
                .setSilent(silent)
                .build());
  }

  /**
   * The stage clears what it no longer looks back to by the system's clock: once an hour will do.
   */
  private void sweep() {
    long hour = Math.floorDiv(now, HOUR_MICROS);
    if (hour != sweptHour) {
      sweptHour = hour;
      driver.advanceWallClockTime(Duration.ofMinutes(1));
      drain();
    }
  }

  private void drain() {
    // The driver knows no topic that nothing was written to.
    if (driver.producedTopicNames().contains(Topics.ESCALATIONS.name())) {
      for (byte[] value : told.readValuesToList()) {
        escalations.accept(Topics.ESCALATIONS.codec().decode(value));
      }
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
