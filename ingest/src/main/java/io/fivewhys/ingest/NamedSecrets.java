// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Locale;
import java.util.Set;

/** Values of a name that is secret, however the two are joined. */
final class NamedSecrets {

  private static final int LONGEST_KEY = Redaction.LONGEST_KEY;

  /** How far behind {@code "name":"DB_PASSWORD"} its {@code "value"} may begin. */
  private static final int VALUE_WITHIN = 300;

  /** How far before {@code ' for API_TOKEN} its value may begin. */
  private static final int LONGEST_VALUE = 200;

  private static final int SHORTEST_OPAQUE = 12;
  private static final int LEAST_TURNS = 3;

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

  private final TokenText in;
  private final String text;
  private final char[] chars;
  private final int length;
  private final SecretNames names;
  private final ValueEnds values;
  private final Addresses addresses;

  /** Behind a {@code name} that was given a sensitive value, or -1. */
  private int secretNamed = -1;

  NamedSecrets(TokenText in, SecretNames names, ValueEnds values, Addresses addresses) {
    this.in = in;
    this.names = names;
    this.values = values;
    this.addresses = addresses;
    this.text = in.text;
    this.chars = in.chars;
    this.length = in.length;
  }

  /** At a sign of assignment: credentials of a URL, or the value of a name that is secret. */
  void assignment(int signLength) {
    if (in.starts(in.at, "://")) {
      addresses.userInfo(in.at + 3);
      return;
    }
    int end = in.at;
    while (end > in.copied && end > in.at - 6 && " \"'`\\\r\n".indexOf(chars[end - 1]) >= 0) {
      end--;
    }
    while (end - 3 >= in.copied && in.starts(end - 3, "%22")) {
      end -= 3;
    }
    int begin = end;
    while (begin > in.copied
        && begin > end - LONGEST_KEY
        && SecretNames.isNameCharacter(chars[begin - 1])) {
      begin--;
    }
    int value = in.at + signLength;
    while (value < length && value < in.at + 16 && ValueEnds.isBeforeValue(chars[value])) {
      value++;
    }
    boolean query = begin > 0 && (chars[begin - 1] == '?' || chars[begin - 1] == '&');
    boolean secret =
        begin < end
            && (names.isSensitive(begin, end)
                || query && (names.is(begin, end, "key") || names.is(begin, end, "code"))
                || names.is(begin, end, "value")
                    && secretNamed >= 0
                    && in.at - secretNamed < VALUE_WITHIN);
    if (!secret) {
      if (names.is(begin, end, "name") || names.is(begin, end, "key")) {
        int nameEnd = value;
        while (nameEnd < length && (in.isQuote(nameEnd) || chars[nameEnd] == '\\')) {
          nameEnd++;
        }
        int name = nameEnd;
        while (nameEnd < length
            && nameEnd < name + LONGEST_KEY
            && SecretNames.isNameCharacter(chars[nameEnd])) {
          nameEnd++;
        }
        secretNamed = names.isSensitive(name, nameEnd) ? nameEnd : -1;
      }
      in.at++;
      return;
    }
    int valueEnd = secretEnd(begin, end, value, query);
    if (valueEnd <= value
        || isCount(begin, end, value, valueEnd)
        || isReference(begin, end, value, valueEnd)) {
      in.at = Math.max(in.at + 1, value);
      return;
    }
    in.mask(value, valueEnd);
  }

  private int secretEnd(int begin, int end, int value, boolean query) {
    if (names.wholeLine(begin, end)) {
      return values.lineEnd(value);
    }
    int literal = chars[end] == '"' || chars[end] == '\\' ? values.literalEnd(value) : 0;
    return literal > 0 ? literal : values.valueEnd(value, query);
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
    return digits > value && (digits == valueEnd || ValueEnds.isSeparator(chars[digits]));
  }

  /**
   * Where a secret is kept is none: {@code secret: projects/…/secrets/…}, {@code key_ref.name:}.
   */
  private boolean isReference(int begin, int end, int value, int valueEnd) {
    if (end - begin > 5 && text.regionMatches(end - 5, ".name", 0, 5)) {
      return true;
    }
    int secrets = in.starts(value, "projects/") ? text.indexOf("/secrets/", value) : -1;
    return secrets > 0 && secrets < valueEnd;
  }

  /** A secret told behind its name without a sign of assignment. */
  void told(int begin, int end) {
    int name = begin;
    while (name > in.copied
        && name > end - LONGEST_KEY
        && SecretNames.isNameCharacter(chars[name - 1])) {
      name--;
    }
    int next = in.skipBlanks(end);
    if (begin > in.copied + 6
        && in.starts(begin - 5, " for ")
        && in.isQuote(begin - 6)
        && names.isSensitive(begin, end)) {
      quotedBefore(begin - 6);
      return;
    }
    if (end - begin == 2 && text.regionMatches(true, begin, "by", 0, 2)) {
      String before =
          text.substring(Math.max(0, begin - LONGEST_KEY), begin).toLowerCase(Locale.ROOT);
      int value =
          text.regionMatches(true, next, "password ", 0, 9) ? in.skipBlanks(next + 9) : next;
      if (before.contains("identified") && in.isQuote(value)) {
        in.mask(value, values.valueEnd(value, false));
      }
      return;
    }
    if (end >= length || end - name > LONGEST_KEY || !names.isSensitive(name, end)) {
      return;
    }
    if (next > end && in.isQuote(next)) {
      in.mask(next, values.valueEnd(next, false));
    } else if (in.isQuote(end)) {
      int comma = in.skipBlanks(end + 1);
      int value = in.skipBlanks(comma + 1);
      if (comma < length && chars[comma] == ',' && in.isQuote(value)) {
        int valueEnd = values.valueEnd(value, false);
        int behind = in.skipBlanks(valueEnd);
        if (behind == length || chars[behind] != ':') { // else the name of the next member
          in.mask(value, valueEnd);
        }
      }
    } else if (next == end + 1 && isOpaque(next)) {
      in.mask(next, values.plainEnd(next, false));
    } else if (next > end) {
      int verb = text.regionMatches(true, next, "is ", 0, 3) ? 3 : 0;
      verb = text.regionMatches(true, next, "was ", 0, 4) ? 4 : verb;
      int value = in.skipBlanks(next + verb);
      int valueEnd = values.valueEnd(value, false);
      if (verb > 0
          && valueEnd > value
          && !STATES.contains(text.substring(value, valueEnd).toLowerCase(Locale.ROOT))) {
        in.mask(value, valueEnd);
      }
    }
  }

  /** {@code 'SECRET' for API_TOKEN}: masks back to the opening quote, if that is near. */
  private void quotedBefore(int close) {
    int open = close - 1;
    while (open > in.copied && open > close - LONGEST_VALUE && chars[open] != chars[close]) {
      open--;
    }
    if (chars[open] == chars[close] && open + 1 < close) {
      int behind = in.at;
      in.mask(open + 1, close);
      in.at = behind;
    }
  }

  /** {@code token tok-9f8e7d6c5b4a}: letters and digits in turns, as in no word or name. */
  private boolean isOpaque(int value) {
    int turns = 0;
    int end = value;
    for (; end < length && SecretNames.isNameCharacter(chars[end]); end++) {
      turns += end > value && isTurn(chars[end - 1], chars[end]) ? 1 : 0;
    }
    return end - value >= SHORTEST_OPAQUE && turns >= LEAST_TURNS;
  }

  private static boolean isTurn(char one, char next) {
    return Character.isDigit(one) && Character.isLetter(next)
        || Character.isLetter(one) && Character.isDigit(next);
  }

  void percent() {
    if (in.starts(in.at, "%40")) {
      addresses.address(in.at, in.at + 3);
    } else if (in.starts(in.at, "%2540")) {
      addresses.address(in.at, in.at + 5);
    } else if (text.regionMatches(true, in.at, "%3D", 0, 3)
        || text.regionMatches(true, in.at, "%3A", 0, 3)) {
      assignment(3);
    } else if (text.regionMatches(true, in.at, "%253D", 0, 5)
        || text.regionMatches(true, in.at, "%253A", 0, 5)) {
      assignment(5);
    } else {
      in.at++;
    }
  }

  /** {@code <password>SECRET</password>}, with or without its end or attributes. */
  void tag() {
    int end = in.at;
    if (chars[in.at] == '>') {
      int begin = end;
      while (begin > in.copied
          && begin > end - LONGEST_KEY
          && SecretNames.isNameCharacter(chars[begin - 1])) {
        begin--;
      }
      int close = text.indexOf('<', in.at);
      close = close < 0 ? length : close;
      if (begin > in.copied
          && chars[begin - 1] == '<'
          && close > in.at + 1
          && names.isSensitive(begin, end)) {
        in.mask(in.at + 1, close);
        return;
      }
    } else if (in.starts(in.at, "</")) {
      int nameEnd = in.at + 2;
      while (nameEnd < length
          && nameEnd < in.at + LONGEST_KEY
          && SecretNames.isNameCharacter(chars[nameEnd])) {
        nameEnd++;
      }
      int value = Math.max(in.copied, text.lastIndexOf('>', in.at) + 1);
      if (value < in.at && names.isSensitive(in.at + 2, nameEnd)) {
        in.mask(value, in.at);
        return;
      }
    }
    in.at++;
  }
}
