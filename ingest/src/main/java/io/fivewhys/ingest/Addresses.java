// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/** Names and passwords in front of a host: e-mail addresses, URLs, data sources. */
final class Addresses {

  private static final int LONGEST_KEY = Redaction.LONGEST_KEY;

  private final TokenText in;
  private final String text;
  private final char[] chars;
  private final int length;
  private final KeyShapes shapes;

  Addresses(TokenText in, KeyShapes shapes) {
    this.in = in;
    this.shapes = shapes;
    this.text = in.text;
    this.chars = in.chars;
    this.length = in.length;
  }

  /** At '@' or %40: an e-mail address, or what remains of a URL's credentials. */
  void address(int sign, int domain) {
    int begin = sign;
    while (begin > in.copied && isLocalCharacter(chars[begin - 1])) {
      begin--;
    }
    if (begin > in.copied && begin == sign && chars[begin - 1] == '"') {
      int open = text.lastIndexOf('"', begin - 2);
      begin = open >= Math.max(in.copied, begin - LONGEST_KEY - 2) ? open : begin;
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
      in.at = domain;
      return;
    }
    boolean named =
        dot > domain && dot + 1 < end && Character.isLetter(chars[dot + 1])
            || isIpv4(domain, end)
            || in.starts(domain, "[")
            || isHost(begin, domain, end);
    if (begin < sign && (named || in.cut && end == length || in.starts(domain, "localhost"))) {
      in.mask(begin, sign);
    }
    in.at = domain;
  }

  /** {@code app:SECRET@tcp(…)}, {@code app:SECRET@10.0.0.3} and {@code scott/SECRET@orcl}. */
  private boolean dataSource(int sign, int domain, int end) {
    boolean call = end > domain && end < length && chars[end] == '(';
    boolean host = call || isIpv4(domain, end);
    int begin = sign;
    int slash = -1;
    int slashes = 0;
    int colon = -1;
    while (begin > in.copied && chars[begin - 1] > ' ' && "\"'`<>=".indexOf(chars[begin - 1]) < 0) {
      begin--;
      if (chars[begin] == ':') {
        colon = begin;
      } else if (chars[begin] == '/') {
        slash = begin;
        slashes++;
      }
    }
    if (host && colon > begin && colon + 1 < sign && !in.starts(colon, "://")) {
      in.mask(colon + 1, sign);
      return true;
    }
    boolean version =
        in.starts(domain, "v") && domain + 1 < length && Character.isDigit(chars[domain + 1]);
    if (slashes == 1
        && slash > begin
        && slash + 1 < sign
        && domain < end
        && Character.isLetter(chars[domain])
        && colon < 0
        && !version
        && !in.starts(domain, "sha256:")) {
      in.mask(slash + 1, sign);
      return true;
    }
    return false;
  }

  /** Behind "://": masks everything up to the '@' before the host. */
  void userInfo(int begin) {
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
      if (c == '/' && in.starts(end - 1, "://")) {
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
      in.mask(begin, sign);
    } else if (end == length && colon >= 0 && !port && !inPath) {
      in.mask(begin, end); // cut before the '@'
    } else {
      in.at = begin;
    }
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
    return !digit || !shapes.isHex(domain, end, false);
  }

  /** As names of hosts are and those of users seldom. */
  private boolean isDotted(int begin, int end) {
    int dot = text.indexOf('.', begin);
    return dot >= 0 && dot < end || in.starts(begin, "localhost:");
  }

  private static boolean isLocalCharacter(char c) {
    return c >= 128 && c != '\uFF20'
        || TokenText.isWord(c) && c != '/'
        || ".-%'!#$&*?^{|}~".indexOf(c) >= 0;
  }

  private static boolean isDomainCharacter(char c) {
    return c >= 128
        || TokenText.isWord(c) && c != '/' && c != '+' && c != '_'
        || c == '-'
        || c == '.';
  }
}
