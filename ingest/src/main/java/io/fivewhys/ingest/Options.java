// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Locale;
import java.util.Set;

/** What begins with a dash: keys in PEM, and options of a command line. */
final class Options {

  private static final int LONGEST_KEY = Redaction.LONGEST_KEY;

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

  private final TokenText in;
  private final String text;
  private final char[] chars;
  private final int length;
  private final SecretNames names;
  private final ValueEnds values;
  private final NamedSecrets named;

  Options(TokenText in, SecretNames names, ValueEnds values, NamedSecrets named) {
    this.in = in;
    this.names = names;
    this.values = values;
    this.named = named;
    this.text = in.text;
    this.chars = in.chars;
    this.length = in.length;
  }

  /** At a dash: PEM, or an option {@code --password VALUE}. */
  void dashes() {
    if (in.starts(in.at, "-----BEGIN")) {
      int close = text.indexOf("-----END", in.at);
      int end = close < 0 ? length : afterDashes(close + 8);
      in.mask(in.at, end);
    } else if (in.starts(in.at, "-----END")) {
      in.mask(in.copied, afterDashes(in.at + 8)); // its beginning stood in another entry
    } else if (in.starts(in.at, "->")) {
      named.assignment(2);
    } else if (in.starts(in.at, "--")) {
      option(in.at + 2);
    } else if (in.at == 0 || chars[in.at - 1] <= ' ' || "\"'[,".indexOf(chars[in.at - 1]) >= 0) {
      shortOption();
    } else {
      in.at++;
    }
  }

  /** {@code -u name:SECRET}, {@code -pSECRET}, or a long option behind a single dash. */
  private void shortOption() {
    int value = in.skipBlanks(in.at + 2);
    if (in.starts(in.at, "-u")) {
      int end = value;
      int colon = -1;
      for (; end < length && chars[end] > ' ' && chars[end] != '"'; end++) {
        colon = colon < 0 && chars[end] == ':' ? end : colon;
      }
      if (colon >= 0 && colon + 1 < end && chars[colon + 1] != '/') {
        in.mask(colon + 1, end);
        return;
      }
    } else if (in.starts(in.at, "-p") && value == in.at + 2 && value < length) {
      int end = values.plainEnd(value, false);
      int word = value;
      boolean digits = true;
      for (; word < end && SecretNames.isNameCharacter(chars[word]); word++) {}
      for (int i = value; i < end; i++) {
        digits &= Character.isDigit(chars[i]) || chars[i] == ':';
      }
      String option = text.substring(value - 1, word).toLowerCase(Locale.ROOT);
      if (end > value && !digits && !P_OPTIONS.contains(option)) {
        in.mask(value, end);
        return;
      }
    }
    option(in.at + 1);
  }

  private int afterDashes(int from) {
    int close = text.indexOf("-----", from);
    return close < 0 ? length : close + 5;
  }

  private void option(int begin) {
    int end = begin;
    while (end < length && end < begin + LONGEST_KEY && SecretNames.isNameCharacter(chars[end])) {
      end++;
    }
    int value = end;
    while (value < length && value < end + 4 && chars[value] == ' ') {
      value++;
    }
    if (value > end && value < length && chars[value] != '-' && names.isSensitive(begin, end)) {
      in.mask(value, values.valueEnd(value, false));
    } else {
      in.at++;
    }
  }
}
