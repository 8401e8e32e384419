// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import static io.fivewhys.sinks.report.capacity.Sizing.advice;

import io.fivewhys.sinks.report.capacity.Advice.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Cloud Run service: how many instances it may have, how many requests one of them takes at once,
 * how much memory. More instances are paid for only while they run.
 */
final class ServiceSizing {

  private static final int MOST_CONCURRENCY = 1_000;
  private static final int MOST_MEMORY_MIB = 32 * 1_024;
  private static final int LEAST_MEMORY_MIB = 512;
  private static final double MEMORY_FULL = 0.9;

  /** Limits of memory in MiB above which Cloud Run wants that many CPUs. */
  private static final TreeMap<Integer, Integer> CPUS =
      new TreeMap<>(Map.of(0, 1, 4_096, 2, 8_192, 4, 16_384, 6, 24_576, 8));

  private ServiceSizing() {}

  static List<Advice> of(Sizing.Service service) {
    List<Advice> advice = new ArrayList<>();
    instances(service, advice);
    concurrency(service, advice);
    memory(service, advice);
    return List.copyOf(advice);
  }

  private static void instances(Sizing.Service service, List<Advice> advice) {
    Integer most = service.most();
    if (most != null && service.instances() >= Sizing.FULL * most) {
      advice.add(
          advice(
              Cost.DEARER,
              "Let %s have %d instances instead of %d: it peaked at %.0f; they cost only while they"
                  + " run, and each brings its pool of connections along",
              service.name(),
              Math.max(most + 1, (int) Math.ceil(service.instances() / Sizing.COMFORTABLE)),
              most,
              service.instances()));
    }
  }

  private static void concurrency(Sizing.Service service, List<Advice> advice) {
    Integer concurrency = service.concurrency();
    Double cpu = service.cpu();
    if (concurrency == null || cpu == null || concurrency <= 0 || service.instances() < 1) {
      return;
    }
    double each = service.requests() / service.instances();
    if (cpu >= Sizing.FULL && concurrency > 1) {
      int fewer = Math.max(1, (int) (concurrency * Sizing.COMFORTABLE / cpu));
      advice.add(
          advice(
              Cost.DEARER,
              "Lower the concurrency of %s from %d to %d, or give it more CPU: an instance peaked at"
                  + " %s of its CPU",
              service.name(),
              concurrency,
              Math.min(fewer, concurrency - 1),
              Sizing.percent(cpu)));
    } else if (cpu < Sizing.IDLE
        && each >= Sizing.FULL * concurrency
        && concurrency < MOST_CONCURRENCY) {
      advice.add(
          advice(
              Cost.CHEAPER,
              "Raise the concurrency of %s from %d to %d: an instance had %.0f requests at once and"
                  + " no more than %s of its CPU",
              service.name(),
              concurrency,
              Math.min(MOST_CONCURRENCY, 2 * concurrency),
              each,
              Sizing.percent(cpu)));
    }
  }

  private static void memory(Sizing.Service service, List<Advice> advice) {
    Integer limit = service.memoryMib();
    Double peak = service.memory();
    if (limit == null) {
      if (service.memoryExits() > 0) {
        advice.add(
            advice(
                Cost.DEARER,
                "Give %s more memory: entries told %,d times that it ran out; its limit is not"
                    + " known",
                service.name(),
                service.memoryExits()));
      }
      return;
    }
    if (service.memoryExits() > 0 || peak != null && peak >= MEMORY_FULL) {
      advice.add(more(service, limit, peak));
    } else if (peak != null && peak < Sizing.IDLE && limit / 2 >= LEAST_MEMORY_MIB) {
      advice.add(
          advice(
              Cost.CHEAPER,
              "Lower the memory of %s from %s to %s: it peaked at %s",
              service.name(),
              text(limit),
              text(limit / 2),
              Sizing.percent(peak)));
    }
  }

  private static Advice more(Sizing.Service service, int limit, @Nullable Double peak) {
    String why =
        service.memoryExits() > 0
            ? String.format(
                Locale.ROOT, "entries told %,d times that it ran out", service.memoryExits())
            : "it peaked at " + Sizing.percent(peak == null ? 1 : peak);
    if (limit >= MOST_MEMORY_MIB) {
      return advice(
          Cost.DEARER,
          "Lower the concurrency of %s: %s of 32Gi, which is the most that Cloud Run has",
          service.name(),
          why);
    }
    int next = Math.min(MOST_MEMORY_MIB, 2 * Math.max(limit, LEAST_MEMORY_MIB / 2));
    int cpus = CPUS.lowerEntry(next).getValue();
    return advice(
        Cost.DEARER,
        "Raise the memory of %s from %s to %s%s: %s",
        service.name(),
        text(limit),
        text(next),
        cpus > 1 ? ", for which it needs " + cpus + " CPUs" : "",
        why);
  }

  private static String text(int mib) {
    return mib % 1_024 == 0 ? mib / 1_024 + "Gi" : mib + "Mi";
  }
}
