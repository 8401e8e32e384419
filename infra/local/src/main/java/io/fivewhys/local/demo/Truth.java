// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recording holds, counted where it was made, not read back from its entries: what any
 * window over it must equal. A repeated entry counts once.
 */
public final class Truth {

  /**
   * @param minute of the epoch in which it happened; for a request the minute in which it ended
   */
  public record Cell(String service, String revision, long minute) {
    private static final Comparator<Cell> ORDER =
        Comparator.comparing(Cell::service)
            .thenComparing(Cell::revision)
            .thenComparingLong(Cell::minute);
  }

  /**
   * @param requests connections included
   * @param errors4xx those counted after it included
   * @param errorsAuth status 401 and 403
   * @param latencyNanos of each request that is no connection, ascending
   */
  public record Minute(
      long requests,
      long errors5xx,
      long errors4xx,
      long errorsAuth,
      long errors429,
      long connections,
      long instances,
      long instanceStarts,
      long instanceExits,
      List<Long> latencyNanos) {

    /** The exact nearest-rank percentile; 0 < q ≤ 1. */
    public long percentileNanos(double q) {
      return latencyNanos.get(Math.max(0, (int) Math.ceil(q * latencyNanos.size()) - 1));
    }
  }

  private final SortedMap<Cell, Tally> tallies = new TreeMap<>(Cell.ORDER);
  private long entries;
  private long duplicates;

  Truth() {}

  /** Every cell in which a revision was heard of, by service, revision and minute. */
  public SortedMap<Cell, Minute> minutes() {
    SortedMap<Cell, Minute> minutes = new TreeMap<>(Cell.ORDER);
    tallies.forEach((cell, tally) -> minutes.put(cell, tally.minute()));
    return Collections.unmodifiableSortedMap(minutes);
  }

  /** All entries, repeated ones included. */
  public long entries() {
    return entries;
  }

  public long duplicates() {
    return duplicates;
  }

  void entry() {
    entries++;
  }

  void duplicate() {
    entries++;
    duplicates++;
  }

  void request(Cell cell, int status, boolean connection, long latencyNanos) {
    Tally tally = tally(cell);
    tally.requests++;
    tally.errors5xx += status >= 500 ? 1 : 0;
    tally.errors4xx += status >= 400 && status < 500 ? 1 : 0;
    tally.errorsAuth += status == 401 || status == 403 ? 1 : 0;
    tally.errors429 += status == 429 ? 1 : 0;
    if (connection) {
      tally.connections++;
    } else {
      tally.latencyNanos.add(latencyNanos);
    }
  }

  void instance(Cell cell, String instance) {
    tally(cell).instances.add(instance);
  }

  void instanceStart(Cell cell) {
    tally(cell).starts++;
  }

  void instanceExit(Cell cell) {
    tally(cell).exits++;
  }

  private Tally tally(Cell cell) {
    return tallies.computeIfAbsent(cell, k -> new Tally());
  }

  private static final class Tally {
    private long requests;
    private long errors5xx;
    private long errors4xx;
    private long errorsAuth;
    private long errors429;
    private long connections;
    private long starts;
    private long exits;
    private final Set<String> instances = new HashSet<>();
    private final List<Long> latencyNanos = new ArrayList<>();

    Minute minute() {
      return new Minute(
          requests,
          errors5xx,
          errors4xx,
          errorsAuth,
          errors429,
          connections,
          instances.size(),
          starts,
          exits,
          latencyNanos.stream().sorted().toList());
    }
  }
}
