// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Gives the same String for the same characters most of the time: names that stand in every entry
 * are made once. A fixed table; a newcomer takes the place of what hashed to the same slot.
 */
final class CachedStrings {

  private static final int SLOTS = 4_096;
  private static final int LONGEST = 256;

  private final @Nullable String[] table = new @Nullable String[SLOTS];

  String get(char[] chars, int offset, int length) {
    if (length > LONGEST) {
      return new String(chars, offset, length);
    }
    int hash = 0;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + chars[i];
    }
    int slot = (hash ^ hash >>> 15) & SLOTS - 1;
    String known = table[slot];
    if (known != null && same(known, chars, offset, length)) {
      return known;
    }
    String made = new String(chars, offset, length);
    table[slot] = made;
    return made;
  }

  private static boolean same(String known, char[] chars, int offset, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != chars[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
