// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys, tokens and credentials that are known by their own shape. */
final class KeyShapes {

  private static final int SHORTEST_BASE64 = Redaction.SHORTEST_BASE64;

  /** Of a path. */
  private static final int LONGEST_SEGMENT = 24;

  private static final int GIT_SHA = 40;
  private static final int SHORTEST_HEX = 64;

  private final TokenText in;
  private final String text;
  private final char[] chars;
  private final int length;

  KeyShapes(TokenText in) {
    this.in = in;
    this.text = in.text;
    this.chars = in.chars;
    this.length = in.length;
  }

  /** End of a secret that begins here, known by its own shape; 0 for none. */
  int secretAt(int begin, int end) {
    switch (chars[begin]) {
      case 'A' -> {
        if (in.starts(begin, "AIza") && end - begin >= 20
            || (in.starts(begin, "AKIA") || in.starts(begin, "ASIA")) && end - begin >= 16) {
          return keyEnd(begin);
        }
      }
      case 'B', 'b' -> {
        return in.starts(begin, "bot") ? bot(begin, end) : scheme(begin, end);
      }
      case 'c' -> { // hooks.slack.com/services/…, discord.com/api/webhooks/…
        boolean hook = in.starts(begin, "com/services/") || in.starts(begin, "com/api/webhooks/");
        return hook ? keyEnd(begin) : 0;
      }
      case 'd' -> {
        return longEnough(begin, "dop_v1_", 12);
      }
      case 'e' -> {
        return in.starts(begin, "eyJ") ? longEnough(begin, "eyJ", 8) : 0;
      }
      case 'g' -> {
        if (in.starts(begin, "github_pat_") || in.starts(begin, "glpat")) {
          return keyEnd(begin);
        }
        if (end - begin >= 16 && chars[begin + 1] == 'h' && chars[begin + 3] == '_') {
          return "pousr".indexOf(chars[begin + 2]) >= 0 ? keyEnd(begin) : 0;
        }
      }
      case 'h' -> {
        return longEnough(begin, "hf_", 16);
      }
      case 'G' -> {
        return longEnough(begin, "GOCSPX", 12);
      }
      case 'n' -> {
        return longEnough(begin, "npm_", 16);
      }
      case 'p', 'r' -> {
        if (in.starts(begin, "pypi-")) {
          return longEnough(begin, "pypi-", 12);
        }
        if (in.starts(begin + 1, "k_live_") || in.starts(begin + 1, "k_test_")) {
          return keyEnd(begin);
        }
      }
      case 's' -> {
        if (in.starts(begin, "sk_live_") || in.starts(begin, "sk_test_")) {
          return keyEnd(begin);
        }
        return longEnough(begin, "sk-", 20);
      }
      case 'S' -> {
        return longEnough(begin, "SG.", 20);
      }
      case 'w' -> {
        return longEnough(begin, "whsec_", 12);
      }
      case 'x' -> {
        if (in.starts(begin, "xox") || in.starts(begin, "xapp")) {
          return text.startsWith("-", begin + 4) ? keyEnd(begin) : 0;
        }
      }
      case 'y' -> {
        return longEnough(begin, "ya29.", 12);
      }
      case '1' -> {
        return longEnough(begin, "1//0", 20);
      }
      case 't' -> {
        return longEnough(begin, "tskey-", 12);
      }
      default -> {}
    }
    return 0;
  }

  /** Whether a token is long and looks like nothing but a key. */
  boolean isLongKey(int begin, int end) {
    return end - begin >= SHORTEST_BASE64
        && (looksLikeBase64(begin, end) || isLongHex(begin, end) || isKeyLine(begin, end));
  }

  /** Of all three kinds, and unlike a path with few slashes. */
  private boolean looksLikeBase64(int begin, int end) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    boolean path = true;
    int segment = 0;
    for (int i = begin; i < end; i++) {
      char c = chars[i];
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
      digit |= c >= '0' && c <= '9';
      segment = c == '/' ? 0 : segment + 1;
      path &= segment < LONGEST_SEGMENT;
    }
    return upper && lower && digit && !path;
  }

  /** A digest says so before its digits. */
  private boolean isLongHex(int begin, int end) {
    return end - begin >= SHORTEST_HEX
        && isHex(begin, end, true)
        && !(begin >= 7 && text.regionMatches(begin - 7, "sha", 0, 3));
  }

  boolean isHex(int begin, int end, boolean anyCase) {
    for (int i = begin; i < end; i++) {
      char c = anyCase ? (char) (chars[i] | 0x20) : chars[i];
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  /** A line of nothing but base64 or hex digits, as a key logged line by line; no commit's hash. */
  private boolean isKeyLine(int begin, int end) {
    int behind = end;
    while (behind < length && chars[behind] == '=') {
      behind++;
    }
    if (begin > 0 && chars[begin - 1] > ' ' || behind < length && chars[behind] > ' ') {
      return false;
    }
    if (isHex(begin, end, true)) {
      return end - begin != GIT_SHA || !isHex(begin, end, false);
    }
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = begin; i < end; i++) {
      upper |= chars[i] >= 'A' && chars[i] <= 'Z';
      lower |= chars[i] >= 'a' && chars[i] <= 'z';
      digit |= chars[i] >= '0' && chars[i] <= '9' || chars[i] == '+';
    }
    return upper && lower && digit && chars[begin] != '/' && !in.starts(begin, "projects/");
  }

  private int longEnough(int begin, String prefix, int shortest) {
    if (!in.starts(begin, prefix)) {
      return 0;
    }
    int end = keyEnd(begin);
    return end - begin >= shortest || end == length ? end : 0;
  }

  private int keyEnd(int begin) {
    int end = begin;
    while (end < length && isKeyCharacter(chars[end])) {
      end++;
    }
    return end;
  }

  private static boolean isKeyCharacter(char c) {
    return (TokenText.isWord(c) || c == '-' || c == '.' || c == '=' || c == '~');
  }

  /** {@code bot17:TOKEN} in the URL of a chat bot. */
  private int bot(int begin, int end) {
    boolean digits = end > begin + 3 && end < length && chars[end] == ':';
    for (int i = begin + 3; i < end; i++) {
      digits &= Character.isDigit(chars[i]);
    }
    int tokenEnd = digits ? keyEnd(end + 1) : 0;
    return tokenEnd - end > 8 ? tokenEnd : 0;
  }

  /** {@code Bearer TOKEN}, {@code Basic BASE64}. The scheme's name is masked along. */
  private int scheme(int begin, int end) {
    boolean bearer = text.regionMatches(true, begin, "bearer", 0, 6) && end - begin == 6;
    boolean basic = text.regionMatches(true, begin, "basic", 0, 5) && end - begin == 5;
    if (!bearer && !basic) {
      return 0;
    }
    int token = end;
    while (token < length && token < end + 4 && " \t:".indexOf(chars[token]) >= 0) {
      token++;
    }
    int tokenEnd = token == end ? token : keyEnd(token);
    boolean secret =
        bearer ? tokenEnd - token >= 6 : isCredentials(token, Math.min(tokenEnd, token + 256));
    return secret ? tokenEnd : 0;
  }

  /** Whether it is the base64 of name:password. */
  private boolean isCredentials(int begin, int end) {
    int whole = begin + (end - begin) / 4 * 4;
    try {
      byte[] plain =
          Base64.getDecoder()
              .decode(text.substring(begin, whole).getBytes(StandardCharsets.ISO_8859_1));
      return new String(plain, StandardCharsets.ISO_8859_1).indexOf(':') >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
