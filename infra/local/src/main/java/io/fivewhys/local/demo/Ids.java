// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.util.random.RandomGenerator;

/** Names that Google would have made up. */
public final class Ids {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Ids() {}

  public static String hex(int digits, RandomGenerator random) {
    char[] hex = new char[digits];
    long bits = 0;
    for (int i = 0; i < digits; i++) {
      bits = i % 16 == 0 ? random.nextLong() : bits >>> 4;
      hex[i] = HEX[(int) (bits & 15)];
    }
    return new String(hex);
  }

  /** Names of instances are long, and most of the name is the same for all. */
  public static String instance(RandomGenerator random) {
    return "0069c7a9" + hex(124, random);
  }

  public static String uuid(RandomGenerator random) {
    return hex(8, random)
        + '-'
        + hex(4, random)
        + "-4"
        + hex(3, random)
        + "-a"
        + hex(3, random)
        + '-'
        + hex(12, random);
  }
}
