// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Arrays;

/** Which of the brackets that are open at each depth are braces, one bit each. */
final class Braces {

  private long[] bits = new long[16];

  boolean isAt(int level) {
    return (bits[level >> 6] >>> level & 1) != 0;
  }

  void set(int level, boolean brace) {
    if (level >> 6 >= bits.length) {
      bits = Arrays.copyOf(bits, bits.length * 2);
    }
    long bit = 1L << level;
    bits[level >> 6] = brace ? bits[level >> 6] | bit : bits[level >> 6] & ~bit;
  }
}
