// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.contract.LatencyBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many requests took how long in each slot: counts in bins of whole buckets, so nothing is
 * spread or guessed.
 *
 * @param lowerBounds of the bins, milliseconds, ascending and without gaps
 * @param cells those with requests, by slot and bin
 */
record Heat(List<Double> lowerBounds, List<Cell> cells) {

  static final int MAX_BINS = 40;

  /**
   * Buckets in a bin: the widest do for all latencies there are, and bins of one width have the
   * same bounds in all documents.
   */
  private static final List<Integer> WIDTHS = List.of(4, 8, 16, 32, 64);

  /**
   * @param slot as in the series
   * @param bin index of its lower bound
   */
  record Cell(long slot, int bin, long count) {}

  static Heat of(SortedMap<Long, Histogram> bySlot) {
    SortedMap<Integer, Long> all = new TreeMap<>();
    bySlot.values().forEach(histogram -> histogram.forEach((b, n) -> all.merge(b, n, Long::sum)));
    if (all.isEmpty()) {
      return new Heat(List.of(), List.of());
    }
    boolean withZero = all.firstKey() == LatencyBuckets.ZERO;
    SortedMap<Integer, Long> buckets = all.tailMap(LatencyBuckets.ZERO + 1);
    int lead = withZero ? 1 : 0;
    if (buckets.isEmpty()) {
      return new Heat(List.of(0.0), cells(bySlot, 1, 0, lead));
    }
    int width = width(buckets.firstKey(), buckets.lastKey(), MAX_BINS - lead);
    int first = Math.floorDiv(buckets.firstKey(), width);
    int last = Math.floorDiv(buckets.lastKey(), width);
    List<Double> bounds = new ArrayList<>();
    if (withZero) {
      bounds.add(0.0);
    }
    for (int bin = first; bin <= last; bin++) {
      bounds.add(StrictMath.pow(LatencyBuckets.GAMMA, (double) bin * width - 1));
    }
    return new Heat(List.copyOf(bounds), cells(bySlot, width, first, lead));
  }

  private static int width(int first, int last, int maxBins) {
    for (int width : WIDTHS) {
      if (Math.floorDiv(last, width) - Math.floorDiv(first, width) < maxBins) {
        return width;
      }
    }
    return WIDTHS.getLast();
  }

  private static List<Cell> cells(
      SortedMap<Long, Histogram> bySlot, int width, int first, int lead) {
    List<Cell> cells = new ArrayList<>();
    bySlot.forEach((slot, histogram) -> {
      SortedMap<Integer, Long> counts = new TreeMap<>();
      histogram.forEach((bucket, count) ->
          counts.merge(
              bucket == LatencyBuckets.ZERO ? 0 : Math.floorDiv(bucket, width) - first + lead,
              count,
              Long::sum));
      counts.forEach((bin, count) -> cells.add(new Cell(slot, bin, count)));
    });
    return List.copyOf(cells);
  }
}
