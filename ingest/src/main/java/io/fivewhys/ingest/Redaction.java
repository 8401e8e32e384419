// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

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

  /** A cut token up to this long may be a secret of which too little is seen to tell. */
  private static final int LONGEST_CUT_TOKEN = 1_024;

  private static final int LONGEST_KEY = 64;

  static final int SHORTEST_BASE64 = 40;

  /** Of a path. */
  private static final int LONGEST_SEGMENT = 24;

  private static final int GIT_SHA = 40;
  private static final int SHORTEST_HEX = 64;

  /** How far behind {@code "name":"DB_PASSWORD"} its {@code "value"} may begin. */
  private static final int VALUE_WITHIN = 300;

  /** What a secret is said to be without telling it. */
  private static final Set<String> STATES =
      Set.of(
          "a",
          "being",
          "empty",
          "expired",
          "incorrect",
          "invalid",
          "missing",
          "no",
          "not",
          "now",
          "null",
          "required",
          "set",
          "the",
          "too",
          "unset",
          "used",
          "valid",
          "wrong");

  /** Options that begin like {@code -pSECRET}. */
  private static final Set<String> P_OPTIONS =
      Set.of(
          "package",
          "pass",
          "passphrase",
          "passwd",
          "password",
          "parallel",
          "path",
          "policy",
          "port",
          "prefix",
          "print",
          "process",
          "profile",
          "project",
          "properties",
          "protocol",
          "proxy",
          "public");

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

  /** Behind a {@code name} that was given a sensitive value, or -1. */
  private int secretNamed = -1;

  private Redaction(String whole, boolean strict) {
    this.text = scannable(whole);
    this.length = text.length();
    this.chars = text.toCharArray();
    this.cut = whole.length() > SCANNED;
    this.strict = strict;
  }

  /** The text without secrets, of its first {@value #SCANNED} characters. */
  static String redact(String text) {
    boolean clean = text.length() <= SCANNED && !SecretSigns.areIn(text);
    return clean ? text : byAllRules(text);
  }

  /** The same, slower. */
  static String byAllRules(String text) {
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

  /** Whether what is called so is secret as a whole. */
  static boolean isSecret(String name, String value) {
    Redaction named = new Redaction(name, false);
    if (!named.isSensitive(0, named.length)) {
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

  /** The part that is looked at. A token that the cut goes through is left out whole. */
  private static String scannable(String text) {
    if (text.length() <= SCANNED) {
      return visible(text);
    }
    int end = SCANNED;
    while (end > SCANNED - LONGEST_CUT_TOKEN
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

  private String run() {
    while (at < length) {
      char c = chars[at];
      byte role = c < 128 ? ROLE[c] : 0;
      switch (role) {
        case ASSIGNS -> assignment(1);
        case AT -> address(at, at + 1);
        case PERCENT -> percent();
        case TAG -> tag();
        case WORD -> word();
        case DASH -> dashes();
        default -> {
          if (c == '\uFF20' || c == '\uFE6B') { // wide and small forms of @
            address(at, at + 1);
          } else {
            at++;
          }
        }
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
    if (end - begin >= SHORTEST_BASE64
        && (looksLikeBase64(begin, end) || isLongHex(begin, end) || isKeyLine(begin, end))) {
      mask(begin, end);
      return;
    }
    at = end;
    told(begin, end);
  }

  /** A secret told behind its name without a sign of assignment. */
  private void told(int begin, int end) {
    int name = begin;
    while (name > copied && name > end - LONGEST_KEY && isNameCharacter(chars[name - 1])) {
      name--;
    }
    int next = skipBlanks(end);
    if (end - begin == 2 && text.regionMatches(true, begin, "by", 0, 2)) {
      String before =
          text.substring(Math.max(0, begin - LONGEST_KEY), begin).toLowerCase(Locale.ROOT);
      int value = text.regionMatches(true, next, "password ", 0, 9) ? skipBlanks(next + 9) : next;
      if (before.contains("identified") && isQuote(value)) {
        mask(value, valueEnd(value, false));
      }
      return;
    }
    if (end >= length || end - name > LONGEST_KEY || !isSensitive(name, end)) {
      return;
    }
    if (next > end && isQuote(next)) {
      mask(next, valueEnd(next, false));
    } else if (isQuote(end)) {
      int comma = skipBlanks(end + 1);
      int value = skipBlanks(comma + 1);
      if (comma < length && chars[comma] == ',' && isQuote(value)) {
        int valueEnd = valueEnd(value, false);
        int behind = skipBlanks(valueEnd);
        if (behind == length || chars[behind] != ':') { // else the name of the next member
          mask(value, valueEnd);
        }
      }
    } else if (next > end) {
      int verb = text.regionMatches(true, next, "is ", 0, 3) ? 3 : 0;
      verb = text.regionMatches(true, next, "was ", 0, 4) ? 4 : verb;
      int value = skipBlanks(next + verb);
      int valueEnd = valueEnd(value, false);
      if (verb > 0
          && valueEnd > value
          && !STATES.contains(text.substring(value, valueEnd).toLowerCase(Locale.ROOT))) {
        mask(value, valueEnd);
      }
    }
  }

  private int skipBlanks(int from) {
    int next = from;
    while (next < length && next < from + 16 && chars[next] <= ' ') {
      next++;
    }
    return next;
  }

  private boolean isQuote(int index) {
    return index < length && "\"'`".indexOf(chars[index]) >= 0;
  }

  /** A digest says so before its digits. */
  private boolean isLongHex(int begin, int end) {
    return end - begin >= SHORTEST_HEX
        && isHex(begin, end, true)
        && !(begin >= 7 && text.regionMatches(begin - 7, "sha", 0, 3));
  }

  private boolean isHex(int begin, int end, boolean anyCase) {
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
    return upper && lower && digit && chars[begin] != '/' && !starts(begin, "projects/");
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
        return starts(begin, "bot") ? bot(begin, end) : scheme(begin, end);
      }
      case 'c' -> { // hooks.slack.com/services/…, discord.com/api/webhooks/…
        boolean hook = starts(begin, "com/services/") || starts(begin, "com/api/webhooks/");
        return hook ? keyEnd(begin) : 0;
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
        if (starts(begin, "pypi-")) {
          return longEnough(begin, "pypi-", 12);
        }
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

  /** At a dash: PEM, or an option {@code --password VALUE}. */
  private void dashes() {
    if (starts(at, "-----BEGIN")) {
      int close = text.indexOf("-----END", at);
      int end = close < 0 ? length : afterDashes(close + 8);
      mask(at, end);
    } else if (starts(at, "-----END")) {
      mask(copied, afterDashes(at + 8)); // its beginning stood in another entry
    } else if (starts(at, "->")) {
      assignment(2);
    } else if (starts(at, "--")) {
      option(at + 2);
    } else if (at == 0 || chars[at - 1] <= ' ' || "\"'[,".indexOf(chars[at - 1]) >= 0) {
      shortOption();
    } else {
      at++;
    }
  }

  /** {@code -u name:SECRET}, {@code -pSECRET}, or a long option behind a single dash. */
  private void shortOption() {
    int value = skipBlanks(at + 2);
    if (starts(at, "-u")) {
      int end = value;
      int colon = -1;
      for (; end < length && chars[end] > ' ' && chars[end] != '"'; end++) {
        colon = colon < 0 && chars[end] == ':' ? end : colon;
      }
      if (colon >= 0 && colon + 1 < end && chars[colon + 1] != '/') {
        mask(colon + 1, end);
        return;
      }
    } else if (starts(at, "-p") && value == at + 2 && value < length) {
      int end = plainEnd(value, false);
      int word = value;
      boolean digits = true;
      for (; word < end && isNameCharacter(chars[word]); word++) {}
      for (int i = value; i < end; i++) {
        digits &= Character.isDigit(chars[i]) || chars[i] == ':';
      }
      String option = text.substring(value - 1, word).toLowerCase(Locale.ROOT);
      if (end > value && !digits && !P_OPTIONS.contains(option)) {
        mask(value, end);
        return;
      }
    }
    option(at + 1);
  }

  private int afterDashes(int from) {
    int close = text.indexOf("-----", from);
    return close < 0 ? length : close + 5;
  }

  private void option(int begin) {
    int end = begin;
    while (end < length && end < begin + LONGEST_KEY && isNameCharacter(chars[end])) {
      end++;
    }
    int value = end;
    while (value < length && value < end + 4 && chars[value] == ' ') {
      value++;
    }
    if (value > end && value < length && chars[value] != '-' && isSensitive(begin, end)) {
      mask(value, valueEnd(value, false));
    } else {
      at++;
    }
  }

  private void percent() {
    if (starts(at, "%40")) {
      address(at, at + 3);
    } else if (starts(at, "%2540")) {
      address(at, at + 5);
    } else if (text.regionMatches(true, at, "%3D", 0, 3)
        || text.regionMatches(true, at, "%3A", 0, 3)) {
      assignment(3);
    } else if (text.regionMatches(true, at, "%253D", 0, 5)
        || text.regionMatches(true, at, "%253A", 0, 5)) {
      assignment(5);
    } else {
      at++;
    }
  }

  /** {@code <password>SECRET</password>}, with or without its end or attributes. */
  private void tag() {
    int end = at;
    if (chars[at] == '>') {
      int begin = end;
      while (begin > copied && begin > end - LONGEST_KEY && isNameCharacter(chars[begin - 1])) {
        begin--;
      }
      int close = text.indexOf('<', at);
      close = close < 0 ? length : close;
      if (begin > copied && chars[begin - 1] == '<' && close > at + 1 && isSensitive(begin, end)) {
        mask(at + 1, close);
        return;
      }
    } else if (starts(at, "</")) {
      int nameEnd = at + 2;
      while (nameEnd < length && nameEnd < at + LONGEST_KEY && isNameCharacter(chars[nameEnd])) {
        nameEnd++;
      }
      int value = Math.max(copied, text.lastIndexOf('>', at) + 1);
      if (value < at && isSensitive(at + 2, nameEnd)) {
        mask(value, at);
        return;
      }
    }
    at++;
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
    if (dataSource(sign, domain, end)) {
      at = domain;
      return;
    }
    boolean named =
        dot > domain && dot + 1 < end && Character.isLetter(chars[dot + 1])
            || isIpv4(domain, end)
            || starts(domain, "[")
            || isHost(begin, domain, end);
    if (begin < sign && (named || cut && end == length || starts(domain, "localhost"))) {
      mask(begin, sign);
    }
    at = domain;
  }

  /** {@code app:SECRET@tcp(…)}, {@code app:SECRET@10.0.0.3} and {@code scott/SECRET@orcl}. */
  private boolean dataSource(int sign, int domain, int end) {
    boolean call = end > domain && end < length && chars[end] == '(';
    boolean host = call || isIpv4(domain, end);
    int begin = sign;
    int slash = -1;
    int slashes = 0;
    int colon = -1;
    while (begin > copied && chars[begin - 1] > ' ' && "\"'`<>=".indexOf(chars[begin - 1]) < 0) {
      begin--;
      if (chars[begin] == ':') {
        colon = begin;
      } else if (chars[begin] == '/') {
        slash = begin;
        slashes++;
      }
    }
    if (host && colon > begin && colon + 1 < sign && !starts(colon, "://")) {
      mask(colon + 1, sign);
      return true;
    }
    boolean version =
        starts(domain, "v") && domain + 1 < length && Character.isDigit(chars[domain + 1]);
    if (slashes == 1
        && slash > begin
        && slash + 1 < sign
        && domain < end
        && Character.isLetter(chars[domain])
        && colon < 0
        && !version
        && !starts(domain, "sha256:")) {
      mask(slash + 1, sign);
      return true;
    }
    return false;
  }

  private boolean isIpv4(int begin, int end) {
    int dots = 0;
    for (int i = begin; i < end; i++) {
      if (chars[i] == '.') {
        dots++;
      } else if (!Character.isDigit(chars[i])) {
        return false;
      }
    }
    return dots >= 3;
  }

  /** A name without a dot at the end of a word; the hash of a Java object is none. */
  private boolean isHost(int begin, int domain, int end) {
    if (domain >= end
        || !Character.isLetter(chars[domain])
        || end < length && chars[end] > ' '
        || begin > 0 && chars[begin - 1] == '/') {
      return false;
    }
    boolean digit = false;
    for (int i = domain; i < end; i++) {
      digit |= Character.isDigit(chars[i]);
    }
    return !digit || !isHex(domain, end, false);
  }

  private static boolean isLocalCharacter(char c) {
    return c >= 128 && c != '\uFF20'
        || c < 128 && ROLE[c] == WORD && c != '/'
        || ".-%'!#$&*?^{|}~".indexOf(c) >= 0;
  }

  private static boolean isDomainCharacter(char c) {
    return c >= 128 || ROLE[c] == WORD && c != '/' && c != '+' && c != '_' || c == '-' || c == '.';
  }

  /** At a sign of assignment: credentials of a URL, or the value of a name that is secret. */
  private void assignment(int signLength) {
    if (starts(at, "://")) {
      userInfo(at + 3);
      return;
    }
    int end = at;
    while (end > copied && end > at - 6 && " \"'`\\\r\n".indexOf(chars[end - 1]) >= 0) {
      end--;
    }
    while (end - 3 >= copied && starts(end - 3, "%22")) {
      end -= 3;
    }
    int begin = end;
    while (begin > copied && begin > end - LONGEST_KEY && isNameCharacter(chars[begin - 1])) {
      begin--;
    }
    int value = at + signLength;
    while (value < length && value < at + 16 && isBeforeValue(chars[value])) {
      value++;
    }
    boolean query = begin > 0 && (chars[begin - 1] == '?' || chars[begin - 1] == '&');
    boolean secret =
        begin < end
            && (isSensitive(begin, end)
                || query && (is(begin, end, "key") || is(begin, end, "code"))
                || is(begin, end, "value") && secretNamed >= 0 && at - secretNamed < VALUE_WITHIN);
    if (!secret) {
      if (is(begin, end, "name") || is(begin, end, "key")) {
        int nameEnd = value;
        while (nameEnd < length && (isQuote(nameEnd) || chars[nameEnd] == '\\')) {
          nameEnd++;
        }
        int name = nameEnd;
        while (nameEnd < length
            && nameEnd < name + LONGEST_KEY
            && isNameCharacter(chars[nameEnd])) {
          nameEnd++;
        }
        secretNamed = isSensitive(name, nameEnd) ? nameEnd : -1;
      }
      at++;
      return;
    }
    int valueEnd = secretEnd(begin, end, value, query);
    if (valueEnd <= value || isCount(begin, end, value, valueEnd)) {
      at = Math.max(at + 1, value);
      return;
    }
    mask(value, valueEnd);
  }

  private int secretEnd(int begin, int end, int value, boolean query) {
    if (wholeLine(begin, end)) {
      return lineEnd(value);
    }
    int literal = chars[end] == '"' || chars[end] == '\\' ? literalEnd(value) : 0;
    return literal > 0 ? literal : valueEnd(value, query);
  }

  /** End of a number, true, false or null as a member of a JSON object; else 0. */
  private int literalEnd(int value) {
    int end = value;
    while (end < length && (Character.isLetterOrDigit(chars[end]) || chars[end] == '.')) {
      end++;
    }
    boolean literal =
        end > value
            && (Character.isDigit(chars[value])
                || Set.of("true", "false", "null").contains(text.substring(value, end)));
    return literal && end < length && ",}".indexOf(chars[end]) >= 0 ? end : 0;
  }

  private boolean is(int begin, int end, String name) {
    return end - begin == name.length() && text.regionMatches(true, begin, name, 0, name.length());
  }

  private static boolean isBeforeValue(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':' || c == '=' || c == '>';
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
      return valueEnd(value, false);
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
    int digits = value;
    while (digits < valueEnd && Character.isDigit(chars[digits])) {
      digits++;
    }
    return digits > value && (digits == valueEnd || isSeparator(chars[digits]));
  }

  /** Behind the value: quoted, bracketed, or up to a blank; in a query up to its next member. */
  private int valueEnd(int value, boolean query) {
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
      int close = bracketEnd(begin);
      while (close < length && !isSeparator(chars[close])) {
        close++;
      }
      return close;
    }
    int end = plainEnd(value, query);
    if (end < length && chars[end] == ' ' && isScheme(value, end)) {
      end = plainEnd(end + 1, query);
    }
    return end;
  }

  /** A separator at the very end is punctuation of the text around. */
  private int plainEnd(int value, boolean query) {
    int end = value;
    while (end < length && chars[end] > ' ' && !(query && "&#\"".indexOf(chars[end]) >= 0)) {
      end++;
    }
    int shortest = Math.max(value, end - 4);
    while (end > shortest && isSeparator(chars[end - 1])) {
      end--;
    }
    return end;
  }

  /** Behind the bracket that closes the one here; those in strings do not count. */
  private int bracketEnd(int begin) {
    int nested = 0;
    int backslashes = 0;
    for (int i = begin; i < length; i++) {
      char c = chars[i];
      if (c == '"') {
        i = quoteEnd(i + 1, c, backslashes) - 1;
      } else if (c == '[' || c == '{') {
        nested++;
      } else if ((c == ']' || c == '}') && --nested == 0) {
        return i + 1;
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return length;
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
      if (c == '@' && (!inPath || colon >= 0 && (!port || !isDotted(begin, colon)))) {
        sign = end;
      } else if (!inPath && c == ':' && colon < 0) {
        colon = end;
      } else if (!inPath && colon >= 0) {
        port &= Character.isDigit(c);
      }
      if (inPath && (colon < 0 || port && isDotted(begin, colon))) {
        break; // a host and its port
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

  /** As names of hosts are and those of users seldom. */
  private boolean isDotted(int begin, int end) {
    int dot = text.indexOf('.', begin);
    return dot >= 0 && dot < end || starts(begin, "localhost:");
  }

  /** Whether it is the last word of the name, with nothing but a joint before it. */
  private boolean last(int i, int begin, int end, String word) {
    return i + word.length() == end
        && (i == begin || "_-.".indexOf(chars[i - 1]) >= 0)
        && has(i, end, word);
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
