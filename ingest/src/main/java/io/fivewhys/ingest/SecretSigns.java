// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Arrays;

/**
 * One look at a text for anything that a rule of {@link Redaction} could begin with. Most texts
 * have none of it and need no rule; a text that has is not yet one with a secret. Each rule that
 * masks must have its sign here, which is tested by applying all rules to what has no sign.
 */
final class SecretSigns {

  /** A run of letters, digits and {@code _+/} this long may be base64. */
  private static final int LONG_RUN = Redaction.SHORTEST_BASE64;

  // Classes of characters: 1 to 26 are letters of either case.
  private static final int DIGIT = 27;
  private static final int SLASH = 28;
  private static final int QUERY = 29;
  private static final int OTHER = 30;

  /** {@code _-.}, which may stand between the parts of a name. */
  private static final int JOINT = 31;

  /** A sign by itself. */
  private static final int SIGN = 32;

  private static final int BITS = 5;
  private static final int THREE_CODES = 1 << 3 * BITS;
  private static final int FOUR_CODES = 1 << 4 * BITS;

  private static final byte[] CLASS = new byte[128];

  /**
   * One bit for each three characters in a row, joints left out, that end a sign; small, as it is
   * looked at for each character of each text.
   */
  private static final long[] THREE = new long[THREE_CODES / Long.SIZE];

  /** Four characters in a row, looked at when the last three are known. */
  private static final long[] FOUR = new long[FOUR_CODES / Long.SIZE];

  /** Three characters with a joint behind them. */
  private static final long[] JOINED = new long[THREE_CODES / Long.SIZE];

  static {
    Arrays.fill(CLASS, (byte) OTHER);
    for (char c = 'a'; c <= 'z'; c++) {
      CLASS[c] = CLASS[c - 0x20] = (byte) (c - 'a' + 1);
    }
    Arrays.fill(CLASS, '0', '9' + 1, (byte) DIGIT);
    CLASS['/'] = SLASH;
    CLASS['?'] = CLASS['&'] = QUERY;
    CLASS['_'] = CLASS['-'] = CLASS['.'] = JOINT;
    CLASS['@'] = CLASS['%'] = CLASS[Mask.ESCAPE] = SIGN;
    // Of each word that makes a name sensitive, letters that few other words have.
    signs("pass", "**pw", "*otp", "*key", "secr", "sess", "*sid", "*sig", "toke", "auth");
    signs("cred", "cook", "tifi");
    // Members of a query, schemes, and keys of providers in the order of the rules.
    signs("?cod", "bear", "basi", "aiza", "akia", "asia", "bot9", "m/se", "m/ap", "opv9", "*eyj");
    signs("ubpa", "glpa", "gocs", "pypi", "kliv", "ktes", "whse", "*xox", "xapp", "ya99", "9//9");
    // Credentials in front of a host.
    signs("*://");
    for (String joined :
        new String[] {"*sk", "*hf", "*sg", "npm", "ghp", "gho", "ghu", "ghs", "ghr"}) {
      set(JOINED, THREE_CODES, 0, joined);
    }
  }

  private SecretSigns() {}

  private static void signs(String... signs) {
    for (String sign : signs) {
      set(FOUR, FOUR_CODES, 0, sign);
      set(THREE, THREE_CODES, 0, sign.substring(1));
    }
  }

  /** The star is any character; a 9 any digit. */
  private static void set(long[] bits, int codes, int code, String sign) {
    if (sign.isEmpty()) {
      bits[code >> 6] |= 1L << code;
      return;
    }
    char first = sign.charAt(0);
    for (int each = 0; each < JOINT; each++) {
      if (first == '*' || CLASS[first] == each) {
        set(bits, codes, (code << BITS | each) & codes - 1, sign.substring(1));
      }
    }
  }

  private static boolean isIn(long[] bits, int code) {
    return (bits[code >> 6] & 1L << code) != 0;
  }

  /** Whether the rules must be applied. */
  static boolean areIn(String text) {
    int code = OTHER;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= CLASS.length) {
        return true;
      }
      int here = CLASS[c];
      if (here < JOINT) {
        code = (code << BITS | here) & FOUR_CODES - 1;
        if (isIn(THREE, code & THREE_CODES - 1) && isIn(FOUR, code)) {
          return true;
        }
        run = here <= SLASH || c == '+' ? run + 1 : 0;
      } else if (here == SIGN || isIn(JOINED, code & THREE_CODES - 1)) {
        return true;
      } else if (c == '-') {
        if (isDashSign(text, i)) {
          return true;
        }
        run = 0;
      } else {
        run = c == '_' ? run + 1 : 0;
      }
      if (run >= LONG_RUN) {
        return true;
      }
    }
    return false;
  }

  /** {@code ---}, as before and behind a key, {@code -u} and {@code -p} behind no name. */
  private static boolean isDashSign(String text, int at) {
    if (at + 1 == text.length()) {
      return false;
    }
    char next = text.charAt(at + 1);
    if (next == '-') {
      return at + 2 < text.length() && text.charAt(at + 2) == '-';
    }
    return (next == 'u' || next == 'p') && (at == 0 || CLASS[text.charAt(at - 1)] > DIGIT);
  }
}
