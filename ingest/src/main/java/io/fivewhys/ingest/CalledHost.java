// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host of a URL that a message names, and the Cloud Run service behind it where the host is one
 * of Cloud Run's own names. Links to documentation, which errors like to hold, are passed over; of
 * the URL nothing but the host is kept.
 */
final class CalledHost {

  private static final Pattern URL =
      Pattern.compile(
          "https?://(?:[^/\\s@\"'<>]{0,200}+@)?+([a-z0-9](?:[a-z0-9.-]{0,252}+))"
              + "(?::(\\d{2,5}+))?+(?![\\w:@])");

  private static final Pattern DOCUMENTATION =
      Pattern.compile(
          "^(?:docs?\\.|developers?\\.|learn\\.|help\\.|support\\.|errors\\.).*"
              + "|^(?:www\\.)?(?:cloud\\.google\\.com|sqlalche\\.me|pris\\.ly|aka\\.ms|github\\.com"
              + "|httpstatuses\\.com|nodejs\\.org|curl\\.haxx\\.se|curl\\.se|expressjs\\.com"
              + "|go\\.microsoft\\.com|console\\.cloud\\.google\\.com|go\\.dev|spring\\.io"
              + "|nextjs\\.org|stackoverflow\\.com|readthedocs\\.io|.*\\.readthedocs\\.io"
              + "|www\\.postgresql\\.org|postgresql\\.org|dev\\.mysql\\.com|a\\.co|g\\.co"
              + "|redis\\.io|prisma\\.io|www\\.w3\\.org|pip\\.pypa\\.io|vitejs\\.dev|reactjs\\.org)$");

  /** A pool of urllib3 or a host of aiohttp. */
  private static final Pattern POOL =
      Pattern.compile(
          "https?connectionpool\\(host='([a-z0-9.-]{1,253}+)', port=(\\d{2,5}+)"
              + "|(?:connect to host|resolve|resolve host:?|unreachable host:?) '?([a-z0-9.-]{1,253}+):(443|80)\\b");

  /** A host without a scheme, after words that only go with one. */
  private static final Pattern BARE =
      Pattern.compile(
          "\\b(?:upstream|backend|host[=:]|calling|calls? to|request to|response from|reach|contact"
              + "|provider) ?['\"`(]?((?:[a-z0-9-]{1,63}+\\.){1,6}+[a-z]{2,24}+)(?![\\w.-])");

  /** Files and classes have dots too. */
  private static final Pattern NO_HOST =
      Pattern.compile(
          "^(?:com|org|java|javax|jakarta|kotlin|io|net|app|src)\\..*"
              + "|.*\\.(?:py|go|java|js|ts|rb|php|rs|json|ya?ml|html?|txt|log|sock|sql|lock|conf)$");

  private static final Pattern OLD_NAME =
      Pattern.compile(
          "(?:[a-z0-9-]{1,62}---)?([a-z][a-z0-9-]{0,62})-[a-z0-9]{10}-[a-z]{1,4}\\.a\\.run\\.app");
  private static final Pattern NEW_NAME =
      Pattern.compile(
          "(?:[a-z0-9-]{1,62}---)?([a-z][a-z0-9-]{0,62})-\\d{6,20}\\.[a-z0-9-]{4,40}\\.run\\.app");

  private CalledHost() {}

  /** In a text of small letters; empty where none is called. */
  static String in(String lower) {
    if (lower.contains("://")) {
      Matcher url = URL.matcher(lower);
      while (url.find()) {
        String host = url.group(1);
        if (!DOCUMENTATION.matcher(host).matches()) {
          return host;
        }
      }
    }
    if (lower.contains("connectionpool") || lower.contains(":443") || lower.contains(":80")) {
      Matcher pool = POOL.matcher(lower);
      if (pool.find()) {
        return pool.group(1) == null ? pool.group(3) : pool.group(1);
      }
    }
    Matcher bare = BARE.matcher(lower);
    while (bare.find()) {
      if (!NO_HOST.matcher(bare.group(1)).matches()) {
        return bare.group(1);
      }
    }
    return "";
  }

  /** The service, where the host is one of Cloud Run's own; else empty. */
  static String service(String host) {
    if (!host.endsWith(".run.app")) {
      return "";
    }
    Matcher old = OLD_NAME.matcher(host);
    if (old.matches()) {
      return old.group(1);
    }
    Matcher recent = NEW_NAME.matcher(host);
    return recent.matches() ? recent.group(1) : "";
  }

  /** A signal about whoever was called. */
  static LineSignal signal(SignalText said, SignalKind kind) {
    String host = said.called();
    String service = service(host);
    return service.isEmpty()
        ? LineSignal.of(kind, ComponentKind.OTHER, host)
        : LineSignal.of(kind, ComponentKind.CLOUD_RUN_SERVICE, service);
  }
}
