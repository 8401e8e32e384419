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

  private int size;

  /**
   * @return whether the sample changed
   */
  boolean add(long hash) {
    if (size == SIZE && hash >= smallest[SIZE - 1]) {
      return false;
    }
    int at = Arrays.binarySearch(smallest, 0, size, hash);
    if (at >= 0) {
      return false;
    }
    if (size == 0) {
      smallest = new long[SIZE];
    }
    at = -at - 1;
    int kept = Math.min(size, SIZE - 1);
    System.arraycopy(smallest, at, smallest, at + 1, kept - at);
    smallest[at] = hash;
    size = kept + 1;
    return true;
  }

  List<Long> hashes() {
    return Arrays.stream(smallest, 0, size).boxed().toList();
  }
}
