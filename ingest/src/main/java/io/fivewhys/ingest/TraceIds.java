// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import org.jspecify.annotations.Nullable;

/** Trace and span ids in one form, whichever was sent. What is neither is none. */
final class TraceIds {

  private static final int LONGEST_TRACE = 64;
  private static final int SPAN_DIGITS = 16;
  private static final int LONGEST_SPAN = 20;

  private static final boolean[] HEX = new boolean[128];

  static {
    for (char digit : "0123456789abcdefABCDEF".toCharArray()) {
      HEX[digit] = true;
    }
  }

  private TraceIds() {}

  /** {@code projects/P/traces/ID} without the project. */
  static @Nullable String trace(char[] sent, int offset, int length) {
    int end = offset + length;
    int begin = end;
    while (begin > offset && isHex(sent[begin - 1])) {
      begin--;
    }
    boolean whole = begin == offset || sent[begin - 1] == '/';
    int digits = end - begin;
    return whole && digits > 0 && digits <= LONGEST_TRACE ? new String(sent, begin, digits) : null;
  }

  /** 16 hex digits; real logs also hold the same number in decimal. */
  static @Nullable String span(char[] sent, int offset, int length) {
    if (length == 0 || length > LONGEST_SPAN) {
      return null;
    }
    boolean decimal = true;
    for (int i = offset; i < offset + length; i++) {
      if (!isHex(sent[i])) {
        return null;
      }
      decimal &= sent[i] <= '9';
    }
    String text = new String(sent, offset, length);
    if (length == SPAN_DIGITS || !decimal) {
      return length <= SPAN_DIGITS ? text : null;
    }
    try {
      String hex = Long.toHexString(Long.parseUnsignedLong(text));
      return "0".repeat(SPAN_DIGITS - hex.length()) + hex;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isHex(char c) {
    return c < 128 && HEX[c];
  }
}
