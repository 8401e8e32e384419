// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port that a message names, in the spellings of drivers and runtimes. Of the two ends of
 * a connection it is the far one. What could be a user with a password is not taken for a host.
 */
record Endpoint(String host, int port) {

  private static final Endpoint NONE = new Endpoint("", 0);

  private static final Set<Integer> SQL_PORTS = Set.of(5432, 3306, 3307, 1433, 5433, 6432);
  private static final Set<Integer> REDIS_PORTS = Set.of(6379, 6378);

  private static final String IP = "(?<![\\d.])(\\d{1,3}(?:\\.\\d{1,3}){3})";
  private static final String NAME = "([a-z0-9](?:[a-z0-9._-]{0,252}+))";
  private static final String END = "(?![\\w@-]|\\.\\w|:\\d)";

  private static final Pattern ADDRESS =
      Pattern.compile("(?:->)?" + IP + "(?:/<unresolved>)?:(\\d{2,5})" + END);
  private static final Pattern FAR =
      Pattern.compile("->(?:\\[([0-9a-f:]{2,39})\\]|([\\d.]{7,15}+)):(\\d{2,5})" + END);
  private static final Pattern SIX =
      Pattern.compile("(?:\\[([0-9a-f:]{2,39}+)\\]|econnrefused (::1)):(\\d{2,5})" + END);

  /** libpq, urllib3, asyncio, Node, pg8000 and OkHttp, in this order. */
  private static final Pattern WORDED =
      Pattern.compile(
          "(?:\\bat|host) [\"']"
              + NAME
              + "[\"'](?: \\([^)]{1,60}\\))?,? (?:and accepting\\s+tcp/ip connections on )?"
              + "port (\\d{2,5})"
              + "|host=['\"]?"
              + NAME
              + "['\"]?,? port=['\"]?(\\d{2,5})"
              + "|\\(['\"]"
              + NAME
              + "['\"], (\\d{2,5})[,)]"
              + "|address: ['\"]"
              + NAME
              + "['\"],\\s{1,8}port: (\\d{2,5})"
              + "|host "
              + NAME
              + " and port (\\d{2,5})"
              + "|to /?"
              + NAME
              + "(?:/[\\d.]{7,15})? \\(port (\\d{2,5})\\)");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?:\\bto|\\btcp|econnrefused|etimedout|ehostunreach|econnreset|\\bhost|\\bat|reach|server"
              + "|connecting|lookup|refused:|out:|redis:/|tcp:/|dns:///?|ipv4)[ :=/\"'`(]{1,4}"
              + "([a-z][a-z0-9._-]{0,252}+)(?:/[\\d.]{7,15})?:(\\d{2,5})"
              + END);

  /** The one that a text in small letters names; empty where it names none. */
  static Endpoint in(String lower) {
    if (!mayNameOne(lower)) {
      return NONE;
    }
    Matcher far = FAR.matcher(lower);
    if (far.find()) {
      return of(far.group(1) == null ? far.group(2) : far.group(1), far.group(3));
    }
    Matcher address = ADDRESS.matcher(lower);
    if (address.find()) {
      return of(address.group(1), address.group(2));
    }
    Matcher worded = WORDED.matcher(lower);
    if (worded.find()) {
      int group = 1;
      while (worded.group(group) == null) {
        group += 2;
      }
      return of(worded.group(group), worded.group(group + 1));
    }
    Matcher named = NAMED.matcher(lower);
    if (named.find()) {
      return of(named.group(1), named.group(2));
    }
    Matcher six = SIX.matcher(lower);
    return six.find() ? of(six.group(1) == null ? six.group(2) : six.group(1), six.group(3)) : NONE;
  }

  /** All spellings have a colon with a digit behind it, or the word. */
  private static boolean mayNameOne(String lower) {
    for (int at = lower.indexOf(':'); at >= 0; at = lower.indexOf(':', at + 1)) {
      if (at + 1 < lower.length() && Character.isDigit(lower.charAt(at + 1))) {
        return true;
      }
    }
    return lower.contains("port ")
        || lower.contains("port=")
        || lower.contains("port: ")
        || lower.contains("', ");
  }

  private static Endpoint of(String host, String port) {
    int number = Integer.parseInt(port);
    return number > 65_535 ? NONE : new Endpoint(host, number);
  }

  boolean isEmpty() {
    return port == 0;
  }

  boolean isSql() {
    return SQL_PORTS.contains(port);
  }

  boolean isRedis() {
    return REDIS_PORTS.contains(port);
  }

  /** {@code HOST:PORT}; empty where there is none. */
  String name() {
    return isEmpty() ? "" : host + ":" + port;
  }
}
