// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/** Whether a name says that its value is secret, whatever its case and its joints. */
final class SecretNames {

  private final String text;
  private final char[] chars;
  private final int length;

  /** Whether members named "value" and "data" are secret too. */
  private final boolean strict;

  SecretNames(TokenText in, boolean strict) {
    this.text = in.text;
    this.chars = in.chars;
    this.length = in.length;
    this.strict = strict;
  }

  /** Whether the name contains a word that says its value is secret. */
  boolean isSensitive(int begin, int end) {
    for (int i = begin; i < end; i++) {
      boolean found =
          switch (chars[i] | 0x20) {
            case 'p' ->
                has(i, end, "passw")
                    || has(i, end, "passphrase")
                    || has(i, end, "pwd")
                    || has(i, end, "privatekey")
                    || has(i, end, "passcode")
                    || i + 4 == end && has(i, end, "pass")
                    || last(i, begin, end, "pw");
            case 'o' -> last(i, begin, end, "otp");
            case 's' ->
                has(i, end, "secret")
                    || has(i, end, "session")
                    || has(i, end, "sessid")
                    || last(i, begin, end, "sid")
                    || has(i, end, "signature")
                    || has(i, end, "sharedkey")
                    || i == begin && i + 3 == end && has(i, end, "sig");
            case 't' -> has(i, end, "token");
            case 'a' ->
                has(i, end, "apikey")
                    || has(i, end, "accesskey")
                    || has(i, end, "authorization")
                    || last(i, begin, end, "auth")
                    || has(i, end, "accountkey");
            case 'c' -> has(i, end, "credential") || has(i, end, "cookie");
            case 'e' -> has(i, end, "encryptionkey");
            case 'v' -> strict && i == begin && i + 5 == end && has(i, end, "value");
            case 'd' -> strict && i == begin && i + 4 == end && has(i, end, "data");
            default -> false;
          };
      if (found) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is the last word of the name, with nothing but a joint before it. */
  private boolean last(int i, int begin, int end, String word) {
    return i + word.length() == end
        && (i == begin || "_-.".indexOf(chars[i - 1]) >= 0)
        && has(i, end, word);
  }

  /**
   * Whether the word stands here, whatever its case and whether or not parts are joined by _ - .
   */
  private boolean has(int from, int end, String word) {
    int i = from;
    for (int w = 0; w < word.length(); i++) {
      if (i >= end) {
        return false;
      }
      char c = chars[i];
      if (c == '_' || c == '-' || c == '.') {
        continue;
      }
      if ((c | 0x20) != word.charAt(w)) {
        return false;
      }
      w++;
    }
    return true;
  }

  boolean is(int begin, int end, String name) {
    return end - begin == name.length() && text.regionMatches(true, begin, name, 0, name.length());
  }

  /** Cookies and Authorization hold several words. */
  boolean wholeLine(int begin, int end) {
    char lastLetter = chars[end - 1];
    return (lastLetter == 'e' || lastLetter == 'E')
            && text.regionMatches(true, Math.max(begin, end - 6), "cookie", 0, 6)
        || text.regionMatches(true, Math.max(begin, end - 13), "authorization", 0, 13);
  }

  static boolean isNameCharacter(char c) {
    return (TokenText.isWord(c) && c != '/' && c != '+' || c == '-' || c == '.');
  }
}
