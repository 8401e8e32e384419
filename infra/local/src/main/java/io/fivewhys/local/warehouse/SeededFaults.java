// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Faults by chance. What befalls an append depends on the seed, its stream and how many came to
 * that stream before it; a fault of those that last befalls a few appends in a row. Calls are
 * counted for each table.
 */
final class SeededFaults implements Faults {

  /** So many appends in a row meet a fault that lasts, or none of them does. */
  private static final int WHILE = 3;

  private static final List<Fault> PASSING =
      List.of(
          Fault.LOSE_REQUEST,
          Fault.LOSE_ANSWER,
          Fault.HALF_CLOSE,
          Fault.INTERNAL,
          Fault.ALREADY_EXISTS,
          Fault.OUT_OF_RANGE,
          Fault.FINALIZE);

  private static final List<Fault> LASTING =
      List.of(Fault.SCHEMA_MISMATCH, Fault.OVERSIZED, Fault.QUOTA, Fault.PERMISSION_DENIED);

  /**
   * How likely faults are, 0 to 1.
   *
   * @param pass those that strike one append: a lost request or answer, a half-closed connection,
   *     an internal error, a wrong ALREADY_EXISTS or OUT_OF_RANGE, a finalized stream
   * @param last those that stay a while: schema, size, quota, permission
   * @param late answers held back up to {@code lateMillis}
   * @param call lost calls, and in half of the cases only their answers
   */
  record Rates(double pass, double last, double late, int lateMillis, double call) {}

  private final long seed;
  private final Rates rates;
  private final Map<String, AtomicLong> appends = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

  SeededFaults(long seed, Rates rates) {
    this.seed = seed;
    this.rates = rates;
  }

  @Override
  public Fault onAppend(String stream, long offset) {
    long number = next(appends, stream);
    long lasting = chance(1, stream, number / WHILE);
    if (share(lasting) < rates.last) {
      return pick(LASTING, lasting);
    }
    long passing = chance(2, stream, number);
    return share(passing) < rates.pass ? pick(PASSING, passing) : Fault.NONE;
  }

  @Override
  public Fault onCall(String table) {
    long chance = chance(3, table, next(calls, table));
    if (share(chance) >= rates.call) {
      return Fault.NONE;
    }
    return low(chance) % 2 == 0 ? Fault.LOSE_REQUEST : Fault.LOSE_ANSWER;
  }

  @Override
  public Duration lateness(String stream, long offset) {
    long chance = chance(4, stream, next(answers, stream));
    return share(chance) < rates.late
        ? Duration.ofMillis(1 + low(chance) * rates.lateMillis / 0x800)
        : Duration.ZERO;
  }

  private static Fault pick(List<Fault> faults, long chance) {
    return faults.get((int) (low(chance) % faults.size()));
  }

  private static long next(Map<String, AtomicLong> counters, String name) {
    return counters.computeIfAbsent(name, added -> new AtomicLong()).getAndIncrement();
  }

  private long chance(int kind, String name, long number) {
    return mix(mix(mix(seed * 31 + kind) ^ name.hashCode()) ^ number);
  }

  /** The finishing steps of SplitMix64, which scatter neighbouring numbers. */
  private static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  private static double share(long chance) {
    return (chance >>> 11) * 0x1p-53;
  }

  /** The bits that {@link #share} leaves, so that both are independent. */
  private static long low(long chance) {
    return chance & 0x7ff;
  }
}
