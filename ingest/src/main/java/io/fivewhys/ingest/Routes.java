// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/**
 * The path of a URL as a template: segments that name one thing among many — numbers, UUIDs, hex,
 * addresses, long mixed tokens — become {@code {}}. Neither query nor fragment is looked at. Which
 * segments vary is a guess from their shape, so a path has a bounded number of templates.
 */
final class Routes {

  private static final int SEGMENTS = 8;
  private static final int LONGEST_SEGMENT = 40;
  private static final int LONGEST = 200;

  private Routes() {}

  /** Host and port of an absolute URL, without credentials; empty for a path alone. */
  static String host(String url) {
    int begin = authority(url);
    if (begin < 0) {
      return "";
    }
    int end = pathBegin(url, begin);
    int sign = url.lastIndexOf('@', end - 1);
    String host = url.substring(sign >= begin ? sign + 1 : begin, end);
    return Redaction.cut(host, LONGEST);
  }

  static String template(String url) {
    int authority = authority(url);
    int begin = authority < 0 ? 0 : pathBegin(url, authority);
    int end = begin;
    while (end < url.length() && "?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    if (end == begin) {
      return "/";
    }
    StringBuilder out = new StringBuilder();
    int segments = 0;
    int at = begin;
    while (at < end && out.length() < LONGEST) {
      if (url.charAt(at) == '/') {
        out.append('/');
        at++;
        continue;
      }
      if (++segments > SEGMENTS) {
        out.append('…');
        break;
      }
      int close = url.indexOf('/', at, end);
      close = close < 0 ? end : close;
      if (varies(url, at, close)) {
        out.append("{}");
      } else {
        out.append(url, at, close);
      }
      at = close;
    }
    return Redaction.redact(out.toString(), LONGEST);
  }

  private static int authority(String url) {
    int scheme = url.indexOf("://");
    return scheme < 0 || scheme > 10 ? -1 : scheme + 3;
  }

  private static int pathBegin(String url, int authority) {
    int at = authority;
    while (at < url.length() && "/?#".indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static boolean varies(String url, int begin, int end) {
    int size = end - begin;
    int digits = 0;
    int hex = 0;
    int letters = 0;
    boolean mixedCase = false;
    boolean lower = false;
    for (int i = begin; i < end; i++) {
      char c = url.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
        letters++;
        hex += (c | 0x20) <= 'f' ? 1 : 0;
        mixedCase |= lower && c <= 'Z';
        lower |= c >= 'a';
      } else if (c == '@' || c == '%' && url.startsWith("40", i + 1) || c >= 128 || c <= ' ') {
        return true;
      }
    }
    if (size > LONGEST_SEGMENT) {
      return true;
    }
    boolean hexOnly = letters == hex && digits > 0 && digits + hex >= 8;
    boolean number = digits > 0 && letters == 0;
    boolean token = size >= 16 && digits >= 2 && (mixedCase || digits * 4 >= letters);
    return number || hexOnly || token;
  }
}
