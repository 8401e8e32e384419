// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Arrays;

/**
 * One pass over a text that leaves what is the same each time it is said; see {@link Signature}.
 */
final class Mask {

  static final char ESCAPE = 0x1b;

  private static final int LONGEST = Signature.LONGEST;
  private static final int LONGEST_QUOTED = 200;
  private static final int LONG_TOKEN = 16;
  private static final int UUID = 36;

  /** What a character is part of. */
  private static final byte[] ROLE = new byte[128];

  private static final byte LETTER = 1;
  private static final byte HEX_LETTER = 2;
  private static final byte DIGIT = 3;
  private static final byte BLANK = 4;
  private static final byte QUOTE = 5;

  static {
    Arrays.fill(ROLE, 0, ' ' + 1, BLANK);
    ROLE[127] = BLANK;
    for (char c = 'a'; c <= 'z'; c++) {
      ROLE[c] = ROLE[c - 0x20] = c <= 'f' ? HEX_LETTER : LETTER;
    }
    Arrays.fill(ROLE, '0', '9' + 1, DIGIT);
    ROLE['_'] = LETTER;
    ROLE['"'] = ROLE['\''] = ROLE['`'] = QUOTE;
  }

  private final char[] in;

  /** Longer by what one step may write beyond the limit that stops the next. */
  private final char[] out = new char[LONGEST + 4];

  private int at;
  private int size;

  Mask(String text) {
    this.in = text.toCharArray();
  }

  String run() {
    while (at < in.length && size < LONGEST) {
      char c = in[at];
      switch (role(c)) {
        case LETTER, HEX_LETTER, DIGIT -> word();
        case BLANK -> {
          if (c == ESCAPE) {
            at = behindColour(in, at);
          } else {
            at++;
            if (size > 0 && out[size - 1] != ' ') {
              out[size++] = ' ';
            }
          }
        }
        case QUOTE -> quote(c);
        default -> {
          out[size++] = c;
          at++;
        }
      }
    }
    int end = Math.min(size, LONGEST);
    while (end > 0 && (out[end - 1] == ' ' || Character.isHighSurrogate(out[end - 1]))) {
      end--;
    }
    return new String(out, 0, end);
  }

  private static byte role(char c) {
    return c < 128 ? ROLE[c] : 0;
  }

  private static boolean isWord(char c) {
    byte role = role(c);
    return role >= LETTER && role <= DIGIT;
  }

  /** A quoted value of one line, unless the mark is an apostrophe or never closed. */
  private void quote(char mark) {
    int close = at > 0 && isWord(in[at - 1]) ? 0 : closing(mark);
    out[size++] = mark;
    if (close == 0) {
      at++;
      return;
    }
    out[size++] = '*';
    out[size++] = mark;
    at = close + 1;
  }

  private int closing(char mark) {
    int bound = Math.min(in.length, at + LONGEST_QUOTED);
    for (int i = at + 1; i < bound && in[i] != '\n'; i++) {
      if (in[i] == mark) {
        return i;
      }
    }
    return 0;
  }

  /** One run of letters and digits. */
  private void word() {
    int begin = at;
    if (isUuid()) {
      at += UUID;
      number();
      return;
    }
    int end = begin;
    int digits = 0;
    boolean hex = true;
    for (; end < in.length; end++) {
      byte role = role(in[end]);
      if (role == DIGIT) {
        digits++;
      } else if (role == LETTER) {
        hex &= end == begin + 1 && in[end] == 'x';
      } else if (role != HEX_LETTER) {
        break;
      }
    }
    at = end;
    int length = end - begin;
    if (digits == 0) {
      int copied = Math.min(length, LONGEST - size);
      System.arraycopy(in, begin, out, size, copied);
      size += copied;
    } else if (digits == length || hex && length >= 8 || length >= LONG_TOKEN && digits > 1) {
      number();
    } else {
      mixed(begin, end);
    }
  }

  /** A short word with digits in it keeps its letters. */
  private void mixed(int begin, int end) {
    for (int i = begin; i < end && size < LONGEST; i++) {
      if (role(in[i]) != DIGIT) {
        out[size++] = in[i];
      } else if (size == 0 || out[size - 1] != '#') {
        out[size++] = '#';
      }
    }
  }

  /** 10.8.0.3:5432 and 12:30:00.5 are one. */
  private void number() {
    if (size > 1 && out[size - 2] == '#' && isJoint(out[size - 1])) {
      size--;
    } else {
      out[size++] = '#';
    }
  }

  private static boolean isJoint(char c) {
    return c == '.' || c == ':' || c == '-' || c == ',';
  }

  private boolean isUuid() {
    if (at + UUID > in.length || in[at + 8] != '-') {
      return false;
    }
    for (int i = 0; i < UUID; i++) {
      byte role = role(in[at + i]);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? in[at + i] != '-' : role != DIGIT && role != HEX_LETTER) {
        return false;
      }
    }
    return true;
  }

  /** Index behind an ANSI control sequence that begins here. */
  static int behindColour(char[] text, int escape) {
    int at = escape + 1;
    if (at == text.length || text[at] != '[') {
      return at;
    }
    at++;
    while (at < text.length && text[at] >= 0x20 && text[at] < 0x40) {
      at++;
    }
    return Math.min(at + 1, text.length);
  }
}
