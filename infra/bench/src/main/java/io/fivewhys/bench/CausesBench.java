// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.causes.CausesProcessor;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.state.KafkaState;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How long a look takes and how much heap is held when many services of one project fail at once,
 * each of another cause. Every service has one message of counts and one of signals a minute; the
 * state that a changelog would restore is held too.
 */
public final class CausesBench {

  private static final String STORE = "causes-store";
  private static final int TICKS = 6;
  private static final long T0 = 29_000_000L;

  private final int services;
  private final int incidents;
  private final int minutes;
  private final SimulatedProject project;
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final CausesProcessor processor =
      new CausesProcessor(Settings.defaults(), Configuration.DEFAULTS, STORE);
  private final KeyValueStore<Bytes, byte[]> store = KafkaState.store(STORE, false).build();
  private final Set<String> opened = new TreeSet<>();
  private long escalations;
  private long messages;
  private long nanos;

  CausesBench(int services, int incidents, int minutes, long seed) {
    this.services = services;
    this.incidents = incidents;
    this.minutes = minutes;
    this.project = new SimulatedProject(incidents, minutes / 2, seed);
    store.init(context.getStateStoreContext(), store);
    processor.init(context);
  }

  public static void main(String[] args) {
    BenchOptions options =
        BenchOptions.parse(
            args, Map.of("services", "10000", "incidents", "100", "minutes", "180", "seed", "1"));
    new CausesBench(
            (int) options.number("services"),
            (int) options.number("incidents"),
            (int) options.number("minutes"),
            options.number("seed"))
        .run();
  }

  private void run() {
    System.out.printf(
        "%,d services, %,d of them fail from minute %d on%n%n%8s %12s %12s %10s%n",
        services, incidents, minutes / 2, "minute", "messages/s", "look ms", "incidents");
    for (int service = 0; service < services; service++) {
      give(Topics.EVENTS.codec().encode(project.spec(service, T0 * 60 * 1_000_000_000L)));
    }
    double[] looks = new double[minutes * TICKS];
    for (int minute = 0; minute < minutes; minute++) {
      long messagesBefore = messages;
      long nanosBefore = nanos;
      for (int tick = 0; tick < TICKS; tick++) {
        looks[minute * TICKS + tick] = tick(minute, tick);
      }
      sweep();
      if (minute % 15 == 14) {
        System.out.printf(
            Locale.ROOT,
            "%8d %,12.0f %12.1f %10d%n",
            minute + 1,
            (messages - messagesBefore) * 1e9 / (nanos - nanosBefore),
            looks[minute * TICKS + TICKS - 1],
            opened.size());
      }
    }
    double[] hurting = Arrays.copyOfRange(looks, (minutes / 2 + 3) * TICKS, looks.length);
    Arrays.sort(hurting);
    long heap = heap();
    System.out.printf(
        Locale.ROOT,
        "%n{\"services\":%d,\"incidents\":%d,\"escalations\":%d,\"heap_mb\":%d,"
            + "\"minutes_per_s\":%.0f,\"look_ms_p50\":%.1f,\"look_ms_p99\":%.1f,"
            + "\"look_ms_max\":%.1f}%n",
        services,
        opened.size(),
        escalations,
        heap >> 20,
        messages * 1e9 / nanos,
        hurting[hurting.length / 2],
        hurting[(int) (0.99 * (hurting.length - 1))],
        hurting[hurting.length - 1]);
  }

  /** A sixth of the services speak in each tick; the first message of it makes for the look. */
  private double tick(int minute, int tick) {
    long epochMinute = T0 + minute;
    long observedAt = epochMinute * 60_000_000L + tick * 10_000_000L;
    double look = 0;
    for (int service = tick; service < services; service += TICKS) {
      byte[] counts =
          Topics.SERVICE_MINUTES
              .codec()
              .encode(project.counts(service, minute, epochMinute, observedAt));
      double took = give(counts);
      look = look == 0 ? took : look;
      give(
          Topics.SIGNAL_MINUTES
              .codec()
              .encode(project.said(service, minute, epochMinute, observedAt)));
    }
    context
        .forwarded()
        .forEach(forwarded -> {
          opened.add(
              Topics.ESCALATIONS
                  .codec()
                  .decode((byte[]) forwarded.record().value())
                  .getIncidentId());
          escalations++;
        });
    context.resetForwards();
    return look;
  }

  /** Milliseconds. */
  private double give(byte[] message) {
    context.setCurrentSystemTimeMs(messages);
    long began = System.nanoTime();
    processor.process(new Record<>(new byte[0], message, 0L));
    long took = System.nanoTime() - began;
    messages++;
    nanos += took;
    return took / 1e6;
  }

  private void sweep() {
    long began = System.nanoTime();
    context.scheduledPunctuators().stream()
        .filter(punctuator -> punctuator.getInterval().equals(Duration.ofMinutes(1)))
        .forEach(punctuator -> punctuator.getPunctuator().punctuate(messages));
    nanos += System.nanoTime() - began;
  }

  private long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    Reference.reachabilityFence(processor);
    return used;
  }
}
