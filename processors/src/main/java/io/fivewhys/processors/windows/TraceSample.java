// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import java.util.Arrays;
import java.util.List;

/**
 * The smallest hashes of trace ids seen: a sample that every component draws alike, so that caller
 * and callee of the same traces hold the same ones. The order of arrival makes no difference.
 */
final class TraceSample {

  static final int SIZE = 16;

  private static final long[] NONE = {};

  /** Ascending; full length from the first hash on. */
  private long[] smallest = NONE;

  /** Of each the start of its earliest request, microseconds. */
  private long[] starts = NONE;

  private int size;

  /**
   * @param start of the request, microseconds
   * @return whether the sample changed
   */
  boolean add(long hash, long start) {
    if (size == SIZE && hash >= smallest[SIZE - 1]) {
      return false;
    }
    int at = Arrays.binarySearch(smallest, 0, size, hash);
    if (at >= 0) {
      boolean earlier = start < starts[at];
      starts[at] = Math.min(start, starts[at]);
      return earlier;
    }
    if (size == 0) {
      smallest = new long[SIZE];
      starts = new long[SIZE];
    }
    at = -at - 1;
    int kept = Math.min(size, SIZE - 1);
    System.arraycopy(smallest, at, smallest, at + 1, kept - at);
    System.arraycopy(starts, at, starts, at + 1, kept - at);
    smallest[at] = hash;
    starts[at] = start;
    size = kept + 1;
    return true;
  }

  /** Takes back what was sampled; without starts where an older writer kept none. */
  void restore(List<Long> hashes, List<Long> started) {
    for (int i = 0; i < hashes.size(); i++) {
      add(hashes.get(i), i < started.size() ? started.get(i) : Long.MAX_VALUE);
    }
  }

  /** In the order of the hashes. */
  List<Long> starts() {
    return Arrays.stream(starts, 0, size).boxed().toList();
  }

  List<Long> hashes() {
    return Arrays.stream(smallest, 0, size).boxed().toList();
  }
}
