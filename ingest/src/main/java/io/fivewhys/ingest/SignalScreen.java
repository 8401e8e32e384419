// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds in one pass which rules a text could match: those of which it holds a needle, in any case
 * of ASCII letters. Of each needle four characters that are rare in logs are looked for, by a bit
 * for each such four; only where they stand is the needle compared. Most lines hold none of them.
 */
final class SignalScreen {

  /** What {@link #of} returns for a text without needles. */
  static final long[] NONE = {};

  /** Letters of a needle by how often logs have them; the more so, the less they tell. */
  private static final String COMMON = "etnoiasrclduhmpgfyvwbkxqjz";

  private static final int ASCII = 128;
  private static final int BITS = 5;
  private static final int THREE_CODES = 1 << 3 * BITS;
  private static final int FOUR_CODES = 1 << 4 * BITS;
  private static final byte[] CLASS = new byte[ASCII];

  static {
    Arrays.fill(CLASS, (byte) 31);
    for (char c = 'a'; c <= 'z'; c++) {
      CLASS[c] = CLASS[c - 0x20] = (byte) (c - 'a' + 1);
    }
    Arrays.fill(CLASS, '0', '9' + 1, (byte) 27);
    CLASS[' '] = 28;
    CLASS['_'] = CLASS['-'] = 29;
    CLASS[':'] = CLASS['/'] = 30;
  }

  /** One needle behind the four characters that announce it. */
  private record Needle(String word, int behind, int rule) {}

  private final long[] three = new long[THREE_CODES / Long.SIZE];
  private final long[] four = new long[FOUR_CODES / Long.SIZE];
  private final Map<Integer, List<Needle>> announced = new HashMap<>();
  private final int words;

  SignalScreen(List<SignalRule> ordered) {
    this.words = (ordered.size() + Long.SIZE - 1) / Long.SIZE;
    for (int rule = 0; rule < ordered.size(); rule++) {
      for (String word : ordered.get(rule).needles()) {
        add(word, rule);
      }
    }
  }

  private void add(String word, int rule) {
    int best = 4;
    for (int behind = 5; behind <= word.length(); behind++) {
      if (rarity(word, behind) > rarity(word, best)) {
        best = behind;
      }
    }
    int code = code(word, best);
    four[code >> 6] |= 1L << code;
    int last = code & THREE_CODES - 1;
    three[last >> 6] |= 1L << last;
    announced.computeIfAbsent(code, any -> new ArrayList<>()).add(new Needle(word, best, rule));
  }

  private static int rarity(String word, int behind) {
    int rarity = 0;
    for (int i = behind - 4; i < behind; i++) {
      int common = COMMON.indexOf(word.charAt(i));
      rarity += common < 0 ? 8 : common;
    }
    return rarity;
  }

  private static int code(String word, int behind) {
    int code = 0;
    for (int i = behind - 4; i < behind; i++) {
      code = code << BITS | CLASS[word.charAt(i)];
    }
    return code;
  }

  /** The rules whose needle is in the text, a bit each; {@link #NONE} for none. */
  long[] of(String text) {
    long[] found = NONE;
    int code = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      code = (code << BITS | (c < ASCII ? CLASS[c] : 0)) & FOUR_CODES - 1;
      int last = code & THREE_CODES - 1;
      if ((three[last >> 6] & 1L << last) != 0 && (four[code >> 6] & 1L << code) != 0) {
        found = compared(text, i + 1, code, found);
      }
    }
    return found;
  }

  private long[] compared(String text, int behind, int code, long[] before) {
    long[] found = before;
    List<Needle> candidates = announced.get(code);
    for (int i = 0; candidates != null && i < candidates.size(); i++) {
      Needle needle = candidates.get(i);
      String word = needle.word();
      if (text.regionMatches(true, behind - needle.behind(), word, 0, word.length())) {
        found = found.length == 0 ? new long[words] : found;
        found[needle.rule() >> 6] |= 1L << needle.rule();
      }
    }
    return found;
  }

  /** The next rule from a number on; -1 where there is none. */
  static int next(long[] found, int from) {
    for (int word = from >> 6; word < found.length; word++) {
      long rest = found[word] & (word == from >> 6 ? -1L << from : -1L);
      if (rest != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }
}
