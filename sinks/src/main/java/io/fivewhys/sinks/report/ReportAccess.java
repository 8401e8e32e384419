// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.contract.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may read the report. On loopback, whoever is on this machine, as long as no web site makes
 * its own name point here; elsewhere, who knows the token or is known to the proxy before it. Pure.
 *
 * @param host address that the page is served on
 * @param names under which a proxy's users reach it, without a port
 * @param token empty for none
 * @param identityHeader that a proxy sets, and only it can; empty for none
 */
public record ReportAccess(String host, List<String> names, String token, String identityHeader) {

  public static final ReportAccess LOOPBACK = new ReportAccess("127.0.0.1", List.of(), "", "");

  static final String COOKIE = "fivewhys_report";

  private static final int SHORTEST_TOKEN = 16;
  private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Set<String> LOOPBACK_HOSTS = Set.of("127.0.0.1", "localhost", "::1");

  /** What a request says of who sends it; null for what it does not say. */
  record Caller(
      @Nullable String host,
      @Nullable String authorization,
      @Nullable String cookies,
      @Nullable String identity,
      @Nullable String queryToken) {}

  enum Ruling {
    WELCOME,
    /** Knows the token: is to have a cookie in its place, so that it stands in no address. */
    WELCOME_WITH_COOKIE,
    /** Names a host that is not ours. */
    ELSEWHERE,
    UNKNOWN
  }

  public ReportAccess {
    names = List.copyOf(names);
  }

  /** As the settings say. */
  public static ReportAccess of(Settings settings) {
    String names = settings.get(Settings.REPORT_NAMES);
    return new ReportAccess(
        settings.get(Settings.REPORT_HOST),
        names.isEmpty() ? List.of() : List.of(names.split(" *, *")),
        settings.get(Settings.REPORT_TOKEN),
        settings.get(Settings.REPORT_IDENTITY_HEADER));
  }

  /** What cannot be, by setting; without any the page may be served. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    boolean open = token.isEmpty() && identityHeader.isEmpty();
    if (!isLoopback() && open) {
      faults.add(
          "report.host: "
              + host
              + " can be reached by others: report.token or report.identity_header must say who may read");
    }
    if (!token.isEmpty() && token.length() < SHORTEST_TOKEN) {
      faults.add("report.token: can be guessed: at least " + SHORTEST_TOKEN + " characters");
    }
    if (!identityHeader.isEmpty() && names.isEmpty()) {
      faults.add(
          "report.names: required with report.identity_header: the names under which the proxy is reached");
    }
    return List.copyOf(faults);
  }

  boolean isLoopback() {
    return LOOPBACK_HOSTS.contains(host);
  }

  Ruling rule(Caller caller, int port) {
    if (token.isEmpty() && !isOurs(caller.host(), port)) {
      return Ruling.ELSEWHERE; // who knows the token was given it for this place
    }
    if (token.isEmpty() && identityHeader.isEmpty()) {
      return Ruling.WELCOME;
    }
    if (isToken(caller.queryToken())) {
      return Ruling.WELCOME_WITH_COOKIE;
    }
    return hasToken(caller) || isIdentified(caller, port) ? Ruling.WELCOME : Ruling.UNKNOWN;
  }

  /** Stands for the token in a cookie: who reads it learns no token. */
  String cookieValue() {
    return HexFormat.of().formatHex(sha256("report cookie " + token));
  }

  private boolean isIdentified(Caller caller, int port) {
    String identity = caller.identity();
    return !identityHeader.isEmpty()
        && identity != null
        && !identity.isBlank()
        && isOurs(caller.host(), port);
  }

  private boolean hasToken(Caller caller) {
    return isToken(bearer(caller.authorization()).orElse(null))
        || !token.isEmpty() && cookie(caller.cookies()).filter(this::isCookie).isPresent();
  }

  /** In the same time for every wrong one. */
  private boolean isToken(@Nullable String said) {
    return !token.isEmpty() && said != null && MessageDigest.isEqual(sha256(said), sha256(token));
  }

  private boolean isCookie(String said) {
    return MessageDigest.isEqual(sha256(said), sha256(cookieValue()));
  }

  private static Optional<String> bearer(@Nullable String authorization) {
    return authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Optional.empty()
        : Optional.of(authorization.substring(7).strip());
  }

  private static Optional<String> cookie(@Nullable String cookies) {
    if (cookies == null) {
      return Optional.empty();
    }
    for (String cookie : cookies.split(";")) {
      String[] parts = cookie.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(COOKIE)) {
        return Optional.of(parts[1]);
      }
    }
    return Optional.empty();
  }

  private boolean isOurs(@Nullable String said, int port) {
    if (said == null) {
      return false;
    }
    String name = said.toLowerCase(Locale.ROOT);
    String withPort = ":" + port;
    if (name.endsWith(withPort)) {
      String bare = name.substring(0, name.length() - withPort.length());
      if (LOOPBACK_NAMES.contains(bare) || bare.equals(host.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    String bare = name.replaceFirst(":\\d{1,5}$", "");
    return names.stream().anyMatch(own -> own.equalsIgnoreCase(bare));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
