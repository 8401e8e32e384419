// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Some entries and faults in the order of their stream, copied out of the splitter's buffer. */
final class EntryBatch {

  private static final int ENTRIES = 256;

  private byte[] bytes;
  private int[] ends = new int[ENTRIES];
  private long[] positions = new long[ENTRIES];
  private EntrySplitter.@Nullable Fault[] faults = new EntrySplitter.@Nullable Fault[ENTRIES];
  private int size;

  EntryBatch(int expectedBytes) {
    this.bytes = new byte[expectedBytes];
  }

  void add(EntrySplitter at) {
    int begin = begin(size);
    int end = begin + at.length();
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      positions = Arrays.copyOf(positions, size * 2);
      faults = Arrays.copyOf(faults, size * 2);
    }
    System.arraycopy(at.bytes(), at.offset(), bytes, begin, at.length());
    ends[size] = end;
    positions[size] = at.position();
    faults[size] = at.fault();
    size++;
  }

  /** Empties it, to be filled again. */
  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  int byteCount() {
    return begin(size);
  }

  byte[] bytes() {
    return bytes;
  }

  int begin(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int length(int index) {
    return ends[index] - begin(index);
  }

  long position(int index) {
    return positions[index];
  }

  EntrySplitter.@Nullable Fault fault(int index) {
    return faults[index];
  }
}
