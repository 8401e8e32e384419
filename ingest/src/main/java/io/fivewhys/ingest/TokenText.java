// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/**
 * A text on its way through the rules of {@link Redaction}: the part of it that is looked at, how
 * far the rules have come, and what they replaced.
 */
final class TokenText {

  /** A cut token up to this long may be a secret of which too little is seen to tell. */
  private static final int LONGEST_CUT_TOKEN = 1_024;

  final String text;
  final char[] chars;
  final int length;

  /** Whether there was more text. */
  final boolean cut;

  /** Where the rules stand. */
  int at;

  /** What stands before it in the text is in {@link #out} or masked. */
  int copied;

  private StringBuilder out = new StringBuilder(0);

  TokenText(String whole) {
    this.text = scannable(whole);
    this.length = text.length();
    this.chars = text.toCharArray();
    this.cut = whole.length() > Redaction.SCANNED;
  }

  /** The part that is looked at. A token that the cut goes through is left out whole. */
  private static String scannable(String text) {
    if (text.length() <= Redaction.SCANNED) {
      return visible(text);
    }
    int end = Redaction.SCANNED;
    while (end > Redaction.SCANNED - LONGEST_CUT_TOKEN
        && (text.charAt(end - 1) > ' ' || text.charAt(end - 1) == Mask.ESCAPE)) {
      end--;
    }
    return visible(text.substring(0, end));
  }

  /** Without colours and characters of no width, which would hide a name. */
  private static String visible(String text) {
    int clean = 0;
    while (clean < text.length() && !isInvisible(text.charAt(clean))) {
      clean++;
    }
    if (clean == text.length()) {
      return text;
    }
    char[] all = text.toCharArray();
    StringBuilder seen = new StringBuilder(all.length).append(all, 0, clean);
    for (int i = clean; i < all.length; ) {
      if (all[i] == Mask.ESCAPE) {
        i = Mask.behindColour(all, i);
      } else {
        if (!isInvisible(all[i])) {
          seen.append(all[i]);
        }
        i++;
      }
    }
    return seen.toString();
  }

  private static boolean isInvisible(char c) {
    return c == Mask.ESCAPE || c >= 128 && Character.getType(c) == Character.FORMAT;
  }

  /** Replaces from a position, not before what is done with, to another. */
  void mask(int begin, int end) {
    out.append(text, copied, Math.max(begin, copied)).append(Redaction.MASK);
    copied = end;
    at = end;
  }

  /** With what was masked; the text itself where nothing was. */
  String masked() {
    return copied == 0 ? text : out.append(text, copied, length).toString();
  }

  /** Of what keys and words are made: letters, digits and {@code _+/}. */
  static boolean isWord(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '+' || c == '/');
  }

  boolean starts(int begin, String prefix) {
    return text.startsWith(prefix, begin);
  }

  int skipBlanks(int from) {
    int next = from;
    while (next < length && next < from + 16 && chars[next] <= ' ') {
      next++;
    }
    return next;
  }

  boolean isQuote(int index) {
    return index < length && "\"'`".indexOf(chars[index]) >= 0;
  }
}
