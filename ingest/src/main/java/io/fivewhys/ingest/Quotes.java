// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where a JSON string ends, eight bytes at a time. */
final class Quotes {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private Quotes() {}

  /**
   * Index of the quote that ends a string; else the complement of where to look on: a line end, an
   * escape whose second byte is not at hand, or the end of what is.
   */
  static int closing(byte[] bytes, int from, int stop) {
    int i = from;
    while (i < stop) {
      if (i <= stop - Long.BYTES) {
        long word = (long) LONGS.get(bytes, i);
        long quote = word ^ 0x2222222222222222L;
        long escape = word ^ 0x5C5C5C5C5C5C5C5CL;
        long newline = word ^ 0x0A0A0A0A0A0A0A0AL;
        long hit =
            (quote - ONES & ~quote | escape - ONES & ~escape | newline - ONES & ~newline) & HIGH;
        if (hit == 0) {
          i += Long.BYTES;
          continue;
        }
        i += Long.numberOfTrailingZeros(hit) >>> 3;
      }
      byte next = bytes[i];
      if (next == '"') {
        return i;
      }
      if (next == '\n' || next == '\\' && i + 1 >= stop) {
        return ~i;
      }
      // A line end is never part of an escape: it is looked at in its own right.
      i += next == '\\' && bytes[i + 1] != '\n' ? 2 : 1;
    }
    return ~i;
  }
}
