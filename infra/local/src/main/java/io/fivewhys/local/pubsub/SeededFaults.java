// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Faults by chance. What befalls a delivery depends on the seed, the message and the attempt alone,
 * whatever the threads do; streams and calls are counted for each subscription.
 */
public final class SeededFaults implements PubSubFaults {

  /**
   * How likely each fault is, 0 to 1.
   *
   * @param duplicate a delivery is made once more at once, and the first one's acknowledgement is
   *     void
   * @param reorder a delivery is held back up to {@code windowMillis}
   * @param expire a lease ends after at most {@code windowMillis}
   * @param drop a stream ends instead of getting a batch
   * @param failCall a call fails, in half of the cases after it was done
   * @param leaseMillis how long any other lease lasts at most, whatever was granted; 0 is no limit.
   *     What a subscriber held when it died is delivered again after that
   */
  public record Rates(
      double duplicate,
      double reorder,
      double expire,
      double drop,
      double failCall,
      int windowMillis,
      int leaseMillis) {

    /** Other leases last as long as they were granted. */
    public Rates(
        double duplicate,
        double reorder,
        double expire,
        double drop,
        double failCall,
        int windowMillis) {
      this(duplicate, reorder, expire, drop, failCall, windowMillis, 0);
    }
  }

  private final long seed;
  private final Rates rates;
  private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> batches = new ConcurrentHashMap<>();

  public SeededFaults(long seed, Rates rates) {
    this.seed = seed;
    this.rates = rates;
  }

  @Override
  public long holdBackMillis(String subscription, String messageId, int attempt) {
    long chance = chance(1, subscription, messageId.hashCode(), attempt);
    return share(chance) < rates.reorder ? within(chance) : 0;
  }

  @Override
  public long leaseMillis(String subscription, String messageId, int attempt) {
    long chance = chance(2, subscription, messageId.hashCode(), attempt);
    double share = share(chance);
    if (share < rates.duplicate) {
      return 0;
    }
    if (share < rates.duplicate + rates.expire) {
      return within(chance);
    }
    return rates.leaseMillis == 0 ? Long.MAX_VALUE : rates.leaseMillis;
  }

  @Override
  public CallFault onCall(String subscription) {
    long chance = chance(3, subscription, next(calls, subscription), 0);
    if (share(chance) >= rates.failCall) {
      return CallFault.NONE;
    }
    return within(chance) % 2 == 0 ? CallFault.LOSE_REQUEST : CallFault.LOSE_ANSWER;
  }

  @Override
  public boolean dropStream(String subscription) {
    return share(chance(4, subscription, next(batches, subscription), 0)) < rates.drop;
  }

  private static long next(Map<String, AtomicLong> counters, String subscription) {
    return counters.computeIfAbsent(subscription, name -> new AtomicLong()).getAndIncrement();
  }

  private long chance(int kind, String subscription, long which, int attempt) {
    long mixed = mix(seed * 31 + kind);
    mixed = mix(mixed ^ subscription.hashCode());
    return mix(mix(mixed ^ which) ^ attempt);
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

  /** From the bits that {@link #share} leaves, so that both are independent. */
  private long within(long chance) {
    return 1 + (chance & 0x7ff) * rates.windowMillis / 0x800;
  }
}
