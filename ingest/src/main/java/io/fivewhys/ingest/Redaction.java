// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Takes secrets out of text: credentials by the name before them ({@code password=…}, {@code
 * "token":"…"}, {@code Authorization: …}), by their own shape (JWT, PEM, keys of the known
 * providers, long base64), in URLs, and the local part of e-mail addresses. It rather masks too
 * much than too little. One pass, each character looked at a bounded number of times; a clean text
 * is returned itself.
 */
final class Redaction {

  static final String MASK = "***";

  /** Characters of a text that are looked at; what stands behind them is dropped. */
  static final int SCANNED = 8_192;

  /** A cut token up to this long may be a secret of which too little is seen to tell. */
  private static final int LONGEST_CUT_TOKEN = 1_024;

  private static final int LONGEST_KEY = 64;

  private static final int SHORTEST_BASE64 = 48;

  /** What each character may begin, or 0. */
  private static final byte[] ROLE = new byte[128];

  private static final byte ASSIGNS = 1;
  private static final byte AT = 2;
  private static final byte WORD = 3;
  private static final byte DASH = 4;
  private static final byte PERCENT = 5;

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
  }

  private final String text;
  private final char[] chars;
  private final int length;

  /** Whether there was more text. */
  private final boolean cut;

  /** Whether members named "value" and "data" are secret too. */
  private final boolean strict;

  private StringBuilder out = new StringBuilder(0);

  /** What stands before it in the text is in {@link #out} or masked. */
  private int copied;

  private int at;

  private Redaction(String whole, boolean strict) {
    this.text = scannable(whole);
    this.length = text.length();
    this.chars = text.toCharArray();
    this.cut = length < whole.length();
    this.strict = strict;
  }

  /** The text without secrets, of its first {@value #SCANNED} characters. */
  static String redact(String text) {
    return new Redaction(text, false).run();
  }

  /**
   * The same, at most {@code longest} characters of it, cut behind a whole character. Secrets are
   * masked before the cut.
   */
  static String redact(String text, int longest) {
    return cut(redact(text), longest);
  }

  /** For what was not understood: values of members named "value" and "data" go as well. */
  static String redactStrictly(String text) {
    return new Redaction(text, true).run();
  }

  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end);
  }

  /** The part that is looked at. A token that the cut goes through is left out whole. */
  private static String scannable(String text) {
    if (text.length() <= SCANNED) {
      return text;
    }
    int end = SCANNED;
    while (end > SCANNED - LONGEST_CUT_TOKEN && text.charAt(end - 1) > ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private String run() {
    while (at < length) {
      char c = chars[at];
      byte role = c < 128 ? ROLE[c] : 0;
      switch (role) {
        case ASSIGNS -> assignment();
        case AT -> address(at, at + 1);
        case PERCENT -> {
          if (text.startsWith("40", at + 1)) {
            address(at, at + 3);
          } else {
            at++;
          }
        }
        case WORD -> word();
        case DASH -> dashes();
        default -> at++;
      }
    }
    if (copied == 0) {
      return text;
    }
    return out.append(text, copied, length).toString();
  }

  /** Replaces from a position, not before what is done with, to another. */
  private void mask(int begin, int end) {
    out.append(text, copied, Math.max(begin, copied)).append(MASK);
    copied = end;
    at = end;
  }

  /** At a letter or digit that begins a token: looks at the token, then steps behind it. */
  private void word() {
    int begin = at;
    int end = begin + 1;
    while (end < length && chars[end] < 128 && ROLE[chars[end]] == WORD) {
      end++;
    }
    int key = begin;
    // What a literal \n, \r or \t leaves stuck to the word behind it; slashes are not part of keys.
    if (begin > 0 && chars[begin - 1] == '\\' && "nrt".indexOf(chars[begin]) >= 0) {
      key++;
    }
    while (key < end) {
      int secretEnd = secretAt(key, end);
      if (secretEnd > 0) {
        mask(key, secretEnd);
        return;
      }
      int slash = text.indexOf('/', key, end);
      if (slash < 0) {
        break;
      }
      key = slash + 1;
    }
    if (end - begin >= SHORTEST_BASE64 && looksLikeBase64(begin, end)) {
      mask(begin, end);
      return;
    }
    at = end;
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
      path &= segment < SHORTEST_BASE64 / 2;
    }
    return upper && lower && digit && !path;
  }

  /** End of a secret that begins here, known by its own shape; 0 for none. */
  private int secretAt(int begin, int end) {
    switch (chars[begin]) {
      case 'A' -> {
        if (starts(begin, "AIza") && end - begin >= 20
            || (starts(begin, "AKIA") || starts(begin, "ASIA")) && end - begin >= 16) {
          return keyEnd(begin);
        }
      }
      case 'B', 'b' -> {
        return scheme(begin, end);
      }
      case 'd' -> {
        return longEnough(begin, "dop_v1_", 12);
      }
      case 'e' -> {
        return starts(begin, "eyJ") ? longEnough(begin, "eyJ", 8) : 0;
      }
      case 'g' -> {
        if (starts(begin, "github_pat_") || starts(begin, "glpat")) {
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
        if (starts(begin + 1, "k_live_") || starts(begin + 1, "k_test_")) {
          return keyEnd(begin);
        }
      }
      case 's' -> {
        if (starts(begin, "sk_live_") || starts(begin, "sk_test_")) {
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
        if (starts(begin, "xox") || starts(begin, "xapp")) {
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

  private boolean starts(int begin, String prefix) {
    return text.startsWith(prefix, begin);
  }

  private int longEnough(int begin, String prefix, int shortest) {
    if (!starts(begin, prefix)) {
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
    return c < 128 && (ROLE[c] == WORD || c == '-' || c == '.' || c == '=' || c == '~');
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

  /** At a dash: PEM, or an option {@code --password VALUE}. */
  private void dashes() {
    if (starts(at, "-----BEGIN")) {
      int close = text.indexOf("-----END", at);
      int end = close < 0 ? length : afterDashes(close + 8);
      mask(at, end);
    } else if (starts(at, "-----END")) {
      mask(copied, afterDashes(at + 8)); // its beginning stood in another entry
    } else if (starts(at, "--")) {
      option();
    } else {
      at++;
    }
  }

  private int afterDashes(int from) {
    int close = text.indexOf("-----", from);
    return close < 0 ? length : close + 5;
  }

  private void option() {
    int begin = at + 2;
    int end = begin;
    while (end < length && end < begin + LONGEST_KEY && isNameCharacter(chars[end])) {
      end++;
    }
    int value = end;
    while (value < length && value < end + 4 && chars[value] == ' ') {
      value++;
    }
    if (value > end && value < length && chars[value] != '-' && isSensitive(begin, end)) {
      mask(value, valueEnd(value));
    } else {
      at++;
    }
  }

  /** At '@' or %40: an e-mail address, or what remains of a URL's credentials. */
  private void address(int sign, int domain) {
    int begin = sign;
    while (begin > copied && isLocalCharacter(chars[begin - 1])) {
      begin--;
    }
    if (begin > copied && begin == sign && chars[begin - 1] == '"') {
      int open = text.lastIndexOf('"', begin - 2);
      begin = open >= Math.max(copied, begin - LONGEST_KEY - 2) ? open : begin;
    }
    int end = domain;
    int dot = -1;
    while (end < length && isDomainCharacter(chars[end])) {
      if (chars[end] == '.') {
        dot = end;
      }
      end++;
    }
    boolean named = dot > domain && dot + 1 < end && Character.isLetter(chars[dot + 1]);
    if (begin < sign && (named || cut && end == length || starts(domain, "localhost"))) {
      mask(begin, sign);
    }
    at = domain;
  }

  private static boolean isLocalCharacter(char c) {
    return c >= 128 || ROLE[c] == WORD && c != '/' || ".-%'!#$&*?^{|}~".indexOf(c) >= 0;
  }

  private static boolean isDomainCharacter(char c) {
    return c >= 128 || ROLE[c] == WORD && c != '/' && c != '+' && c != '_' || c == '-' || c == '.';
  }

  /** At ':' or '=': credentials of a URL, or the value of a name that says it is secret. */
  private void assignment() {
    if (starts(at, "://")) {
      userInfo(at + 3);
      return;
    }
    int end = at;
    while (end > copied && end > at - 6 && " \"'`\\".indexOf(chars[end - 1]) >= 0) {
      end--;
    }
    int begin = end;
    while (begin > copied && begin > end - LONGEST_KEY && isNameCharacter(chars[begin - 1])) {
      begin--;
    }
    if (begin == end || !isSensitive(begin, end)) {
      at++;
      return;
    }
    int value = at + 1;
    while (value < length && value < at + 16 && isBeforeValue(chars[value])) {
      value++;
    }
    int valueEnd = wholeLine(begin, end) ? lineEnd(value) : valueEnd(value);
    if (valueEnd <= value || isCount(begin, end, value, valueEnd)) {
      at = Math.max(at + 1, value);
      return;
    }
    mask(value, valueEnd);
  }

  private static boolean isBeforeValue(char c) {
    return c == ' ' || c == '\t' || c == ':' || c == '=' || c == '>';
  }

  private static boolean isNameCharacter(char c) {
    return c < 128 && (ROLE[c] == WORD && c != '/' && c != '+' || c == '-' || c == '.');
  }

  /** Cookies and Authorization hold several words. */
  private boolean wholeLine(int begin, int end) {
    char lastLetter = chars[end - 1];
    return (lastLetter == 'e' || lastLetter == 'E')
            && text.regionMatches(true, Math.max(begin, end - 6), "cookie", 0, 6)
        || text.regionMatches(true, Math.max(begin, end - 13), "authorization", 0, 13);
  }

  private int lineEnd(int value) {
    if (value < length && (chars[value] == '"' || chars[value] == '\'')) {
      return valueEnd(value);
    }
    int end = value;
    while (end < length && "\n\r\"'".indexOf(chars[end]) < 0) {
      end++;
    }
    return end;
  }

  /** How many tokens there are is no secret. */
  private boolean isCount(int begin, int end, int value, int valueEnd) {
    if (!text.regionMatches(true, Math.max(begin, end - 6), "tokens", 0, 6)) {
      return false;
    }
    for (int i = value; i < valueEnd; i++) {
      if (!Character.isDigit(chars[i])) {
        return false;
      }
    }
    return true;
  }

  /** Behind the value: quoted, bracketed, or up to a blank or separator. */
  private int valueEnd(int value) {
    if (value >= length) {
      return value;
    }
    int begin = value;
    while (begin < length && begin < value + 4 && chars[begin] == '\\') {
      begin++;
    }
    char open = begin < length ? chars[begin] : ' ';
    if (open == '"' || open == '\'' || open == '`') {
      return quoteEnd(begin + 1, open, begin - value);
    }
    if (open == '[' || open == '{') {
      int close = text.indexOf(open == '[' ? ']' : '}', begin);
      return close < 0 ? length : close + 1;
    }
    int end = value;
    while (end < length && !isSeparator(chars[end])) {
      end++;
    }
    if (end < length && chars[end] == ' ' && isScheme(value, end)) {
      int token = end + 1;
      for (end = token; end < length && !isSeparator(chars[end]); end++) {}
    }
    return end;
  }

  private boolean isScheme(int begin, int end) {
    int size = end - begin;
    return size == 6 && text.regionMatches(true, begin, "bearer", 0, 6)
        || size == 5 && text.regionMatches(true, begin, "basic", 0, 5)
        || size == 5 && text.regionMatches(true, begin, "token", 0, 5)
        || size == 6 && text.regionMatches(true, begin, "digest", 0, 6);
  }

  /** The closing quote has as many backslashes before it as the opening one. */
  private int quoteEnd(int from, char quote, int backslashes) {
    int run = 0;
    for (int i = from; i < length; i++) {
      char c = chars[i];
      if (c == '\\') {
        run++;
      } else {
        if (c == quote && (backslashes == 0 ? run % 2 == 0 : run <= backslashes)) {
          return i + 1;
        }
        run = 0;
      }
    }
    return length;
  }

  private static boolean isSeparator(char c) {
    return c <= ' ' || "\"'`,;&)]}<>|".indexOf(c) >= 0;
  }

  /** Behind "://": masks everything up to the '@' before the host. */
  private void userInfo(int begin) {
    int sign = -1;
    int colon = -1;
    boolean inPath = false;
    boolean port = true;
    int end = begin;
    for (; end < length; end++) {
      char c = chars[end];
      if (c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`') {
        break;
      }
      if (c == '/' && starts(end - 1, "://")) {
        break;
      }
      inPath |= c == '/' || c == '?' || c == '#';
      if (c == '@' && (!inPath || colon >= 0 && !port)) {
        sign = end;
      } else if (!inPath && c == ':' && colon < 0) {
        colon = end;
      } else if (!inPath && colon >= 0) {
        port &= Character.isDigit(c);
      }
      if (inPath && (colon < 0 || port)) {
        break;
      }
    }
    if (sign > begin) {
      mask(begin, sign);
    } else if (end == length && colon >= 0 && !port && !inPath) {
      mask(begin, end); // cut before the '@'
    } else {
      at = begin;
    }
  }

  /** Whether the name contains a word that says its value is secret. */
  private boolean isSensitive(int begin, int end) {
    for (int i = begin; i < end; i++) {
      boolean found =
          switch (chars[i] | 0x20) {
            case 'p' ->
                has(i, end, "passw")
                    || has(i, end, "passphrase")
                    || has(i, end, "pwd")
                    || has(i, end, "privatekey")
                    || has(i, end, "passcode")
                    || i + 4 == end && has(i, end, "pass");
            case 's' ->
                has(i, end, "secret")
                    || has(i, end, "session")
                    || has(i, end, "signature")
                    || has(i, end, "sharedkey")
                    || i == begin && i + 3 == end && has(i, end, "sig");
            case 't' -> has(i, end, "token");
            case 'a' ->
                has(i, end, "apikey")
                    || has(i, end, "accesskey")
                    || has(i, end, "authorization")
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
}
