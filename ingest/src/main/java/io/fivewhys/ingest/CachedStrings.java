// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the same String for the same characters most of the time: names that stand in every entry
 * are made once. A fixed table; a newcomer takes the place of what fell into the same slot, so
 * strangers can make it useless, not large. What it gives may be something made of the characters,
 * such as their redacted form, which then is made once too.
 */
final class CachedStrings {

  private static final int SLOTS = 4_096;
  private static final int LONGEST = 256;

  /** Characters at either end that choose the slot; names differ there. */
  private static final int SAMPLED = 8;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(char[] chars, String text) {}

  private final UnaryOperator<String> made;
  private final @Nullable Known[] table = new @Nullable Known[SLOTS];

  CachedStrings(UnaryOperator<String> made) {
    this.made = made;
  }

  String get(char[] chars, int offset, int length) {
    if (length > LONGEST) {
      return made.apply(new String(chars, offset, length));
    }
    int slot = slot(chars, offset, length);
    Known known = table[slot];
    if (known != null
        && Arrays.equals(known.chars, 0, known.chars.length, chars, offset, offset + length)) {
      return known.text;
    }
    String text = made.apply(new String(chars, offset, length));
    table[slot] = new Known(Arrays.copyOfRange(chars, offset, offset + length), text);
    return text;
  }

  private static int slot(char[] chars, int offset, int length) {
    int hash = length;
    int end = offset + length;
    for (int i = offset; i < Math.min(end, offset + SAMPLED); i++) {
      hash = hash * 31 + chars[i];
    }
    for (int i = Math.max(offset + SAMPLED, end - SAMPLED); i < end; i++) {
      hash = hash * 31 + chars[i];
    }
    return (hash ^ hash >>> 15) & SLOTS - 1;
  }
}
