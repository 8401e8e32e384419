// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/**
 * Hosts of URLs, and their paths as templates: segments that name one thing among many — numbers,
 * UUIDs, hex, addresses, long mixed tokens — become {@code {}}. Neither query nor fragment is
 * looked at. What varies is judged by its shape alone, so a URL has the same template wherever it
 * comes. Not for use by more than one thread.
 */
final class Routes {

  private static final int SEGMENTS = 8;
  private static final int LONGEST_SEGMENT = 40;
  private static final int LONGEST = 200;
  private static final int LONGEST_SCHEME = 10;

  private final CachedStrings known = new CachedStrings(text -> Redaction.redact(text, LONGEST));
  private final char[] out = new char[LONGEST + LONGEST_SEGMENT + 2];

  /** Host and port of an absolute URL, without credentials; empty for a path alone. */
  String host(char[] url, int offset, int length) {
    int end = offset + length;
    int begin = authority(url, offset, end);
    if (begin < 0) {
      return "";
    }
    int close = pathBegin(url, begin, end);
    int host = close;
    while (host > begin && url[host - 1] != '@') {
      host--;
    }
    return known.get(url, host, close - host);
  }

  String template(char[] url, int offset, int length) {
    int limit = offset + length;
    int authority = authority(url, offset, limit);
    int at = authority < 0 ? offset : pathBegin(url, authority, limit);
    int end = at;
    while (end < limit && url[end] != '?' && url[end] != '#') {
      end++;
    }
    int size = 0;
    int segments = 0;
    while (at < end && size < LONGEST) {
      if (url[at] == '/') {
        out[size++] = url[at++];
        continue;
      }
      if (++segments > SEGMENTS) {
        out[size++] = '…';
        break;
      }
      int close = at;
      while (close < end && url[close] != '/') {
        close++;
      }
      if (varies(url, at, close)) {
        out[size++] = '{';
        out[size++] = '}';
      } else {
        System.arraycopy(url, at, out, size, close - at);
        size += close - at;
      }
      at = close;
    }
    return size == 0 ? "/" : known.get(out, 0, size);
  }

  /** Index behind "://", −1 without. */
  private static int authority(char[] url, int offset, int end) {
    int bound = Math.min(end - 2, offset + LONGEST_SCHEME);
    for (int i = offset; i < bound; i++) {
      if (url[i] == ':') {
        return url[i + 1] == '/' && url[i + 2] == '/' ? i + 3 : -1;
      }
    }
    return -1;
  }

  private static int pathBegin(char[] url, int authority, int end) {
    int at = authority;
    while (at < end && url[at] != '/' && url[at] != '?' && url[at] != '#') {
      at++;
    }
    return at;
  }

  private static boolean varies(char[] url, int begin, int end) {
    int size = end - begin;
    if (size > LONGEST_SEGMENT) {
      return true;
    }
    int digits = 0;
    int hex = 0;
    int letters = 0;
    boolean mixedCase = false;
    boolean lower = false;
    for (int i = begin; i < end; i++) {
      char c = url[i];
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
        letters++;
        hex += (c | 0x20) <= 'f' ? 1 : 0;
        mixedCase |= lower && c <= 'Z';
        lower |= c >= 'a';
      } else if (c == '@' || c == '%' || c >= 128 || c <= ' ') {
        return true;
      }
    }
    boolean hexOnly = letters == hex && digits > 0 && digits + hex >= 8;
    boolean number = digits > 0 && letters == 0;
    boolean token = size >= 16 && digits >= 2 && (mixedCase || digits * 4 >= letters);
    return number || hexOnly || token;
  }
}
