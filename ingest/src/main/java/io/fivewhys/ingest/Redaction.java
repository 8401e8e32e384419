// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Locale;

/**
 * Takes secrets out of text: credentials by the name before them ({@code password=…}, {@code
 * "token":"…"}, {@code PASSWORD '…'}, {@code Authorization: …}), by their own shape (JWT, PEM, keys
 * of the known providers, long base64), in URLs, and the local part of e-mail addresses. It rather
 * masks too much than too little. One pass, each character looked at a bounded number of times; a
 * clean text is returned itself.
 */
final class Redaction {

  static final String MASK = "***";

  /** Characters of a text that are looked at; what stands behind them is dropped. */
  static final int SCANNED = 8_192;

  /** Of a name that is looked at. */
  static final int LONGEST_KEY = 64;

  static final int SHORTEST_BASE64 = 40;

  /** What each character may begin, or 0. */
  private static final byte[] ROLE = new byte[128];

  private static final byte ASSIGNS = 1;
  private static final byte AT = 2;
  private static final byte WORD = 3;
  private static final byte DASH = 4;
  private static final byte PERCENT = 5;
  private static final byte TAG = 6;

  static {
    for (char c = '0'; c <= 'z'; c++) {
      if (Character.isLetterOrDigit(c)) {
        ROLE[c] = WORD;
      }
    }
    ROLE['_'] = WORD;
    ROLE['+'] = WORD;
    ROLE['/'] = WORD;
    ROLE[':'] = ASSIGNS;
    ROLE['='] = ASSIGNS;
    ROLE['@'] = AT;
    ROLE['%'] = PERCENT;
    ROLE['-'] = DASH;
    ROLE['<'] = TAG;
    ROLE['>'] = TAG;
  }

  private final TokenText in;
  private final KeyShapes shapes;
  private final Addresses addresses;
  private final NamedSecrets named;
  private final Options options;

  private Redaction(String whole, boolean strict) {
    this.in = new TokenText(whole);
    SecretNames names = new SecretNames(in, strict);
    ValueEnds values = new ValueEnds(in);
    this.shapes = new KeyShapes(in);
    this.addresses = new Addresses(in, shapes);
    this.named = new NamedSecrets(in, names, values, addresses);
    this.options = new Options(in, names, values, named);
  }

  /** The text without secrets, of its first {@value #SCANNED} characters. */
  static String redact(String text) {
    boolean clean = text.length() <= SCANNED && !SecretSigns.areIn(text);
    return clean ? text : byAllRules(text);
  }

  /**
   * The same, at most {@code longest} characters of it, cut behind a whole character. Secrets are
   * masked before the cut.
   */
  static String redact(String text, int longest) {
    return cut(redact(text), longest);
  }

  /** The same, slower. */
  static String byAllRules(String text) {
    return new Redaction(text, false).run();
  }

  /** For what was not understood: values of members named "value" and "data" go as well. */
  static String redactStrictly(String text) {
    return new Redaction(text, true).run();
  }

  /** Whether what is called so is secret as a whole. */
  static boolean isSecret(String name, String value) {
    TokenText named = new TokenText(name);
    if (!new SecretNames(named, false).isSensitive(0, named.length)) {
      return false;
    }
    boolean count = name.toLowerCase(Locale.ROOT).endsWith("tokens");
    return !count || !value.chars().allMatch(Character::isDigit);
  }

  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end);
  }

  private String run() {
    while (in.at < in.length) {
      char c = in.chars[in.at];
      byte role = c < 128 ? ROLE[c] : 0;
      switch (role) {
        case ASSIGNS -> named.assignment(1);
        case AT -> addresses.address(in.at, in.at + 1);
        case PERCENT -> named.percent();
        case TAG -> named.tag();
        case WORD -> word();
        case DASH -> options.dashes();
        default -> {
          if (c == '\uFF20' || c == '\uFE6B') { // wide and small forms of @
            addresses.address(in.at, in.at + 1);
          } else {
            in.at++;
          }
        }
      }
    }
    return in.masked();
  }

  /** At a letter or digit that begins a token: looks at the token, then steps behind it. */
  private void word() {
    int begin = in.at;
    int end = begin + 1;
    while (end < in.length && in.chars[end] < 128 && ROLE[in.chars[end]] == WORD) {
      end++;
    }
    int key = begin;
    // What a literal \n, \r or \t leaves stuck to the word behind it; slashes are not part of keys.
    if (begin > 0 && in.chars[begin - 1] == '\\' && "nrt".indexOf(in.chars[begin]) >= 0) {
      key++;
    }
    while (key < end) {
      int secretEnd = shapes.secretAt(key, end);
      if (secretEnd > 0) {
        in.mask(key, secretEnd);
        return;
      }
      int slash = in.text.indexOf('/', key, end);
      if (slash < 0) {
        break;
      }
      key = slash + 1;
    }
    if (shapes.isLongKey(begin, end)) {
      in.mask(begin, end);
      return;
    }
    in.at = end;
    named.told(begin, end);
  }
}
