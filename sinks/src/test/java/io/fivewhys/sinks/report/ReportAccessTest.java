// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static io.fivewhys.sinks.report.ReportAccess.Ruling.ELSEWHERE;
import static io.fivewhys.sinks.report.ReportAccess.Ruling.UNKNOWN;
import static io.fivewhys.sinks.report.ReportAccess.Ruling.WELCOME;
import static io.fivewhys.sinks.report.ReportAccess.Ruling.WELCOME_WITH_COOKIE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.sinks.report.ReportAccess.Caller;
import io.fivewhys.sinks.report.ReportAccess.Ruling;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportAccessTest {

  private static final int PORT = 8080;
  private static final String TOKEN = "correct-horse-battery";
  private static final String HEADER = "x-goog-authenticated-user-email";
  private static final ReportAccess OPEN = ReportAccess.LOOPBACK;
  private static final ReportAccess TOKENED = new ReportAccess("0.0.0.0", List.of(), TOKEN, "");
  private static final ReportAccess PROXIED =
      new ReportAccess("0.0.0.0", List.of("report.acme.example"), "", HEADER);
  private static final ReportAccess BOTH =
      new ReportAccess("127.0.0.1", List.of("report.acme.example"), TOKEN, HEADER);

  record Case(ReportAccess access, Caller caller, Ruling ruling) {}

  static Stream<Case> cases() {
    String cookie = ReportAccess.COOKIE + "=" + TOKENED.cookieValue();
    return Stream.of(
        // On loopback: only names of loopback, with the port
        one(OPEN, "127.0.0.1:8080", WELCOME),
        one(OPEN, "LOCALHOST:8080", WELCOME),
        one(OPEN, "[::1]:8080", WELCOME),
        one(OPEN, "127.0.0.1", ELSEWHERE),
        one(OPEN, "127.0.0.1:8081", ELSEWHERE),
        one(OPEN, "evil.example:8080", ELSEWHERE),
        one(OPEN, "127.0.0.1.evil.example:8080", ELSEWHERE),
        one(OPEN, null, ELSEWHERE),
        // Nobody set these: they say nothing
        with(OPEN, "127.0.0.1:8080", "Bearer x", "a=b", "accounts.google.com:eve", "x", WELCOME),
        // With a token: whoever knows it, under any name
        one(TOKENED, "10.0.0.7:8080", UNKNOWN),
        with(TOKENED, "10.0.0.7:8080", "Bearer " + TOKEN, null, null, null, WELCOME),
        with(TOKENED, "report.example", "bearer  " + TOKEN + " ", null, null, null, WELCOME),
        with(TOKENED, null, "Bearer " + TOKEN, null, null, null, WELCOME),
        with(TOKENED, "h", "Bearer " + TOKEN + "x", null, null, null, UNKNOWN),
        with(TOKENED, "h", "Bearer ", null, null, null, UNKNOWN),
        with(TOKENED, "h", "Basic " + TOKEN, null, null, null, UNKNOWN),
        with(TOKENED, "h", TOKEN, null, null, null, UNKNOWN),
        with(TOKENED, "h", null, cookie, null, null, WELCOME),
        with(TOKENED, "h", null, "a=b; " + cookie + ";c", null, null, WELCOME),
        with(TOKENED, "h", null, cookie + "0", null, null, UNKNOWN),
        with(TOKENED, "h", null, ReportAccess.COOKIE + "=" + TOKEN, null, null, UNKNOWN),
        with(TOKENED, "h", null, ReportAccess.COOKIE + "=", null, null, UNKNOWN),
        with(TOKENED, "h", null, null, null, TOKEN, WELCOME_WITH_COOKIE),
        with(TOKENED, "h", null, null, null, "", UNKNOWN),
        with(TOKENED, "h", null, null, null, TOKEN.toUpperCase(), UNKNOWN),
        // A header that nobody set up is not believed
        with(TOKENED, "h", null, null, "accounts.google.com:eve", null, UNKNOWN),
        // Behind a proxy: who it names, under its names
        one(PROXIED, "report.acme.example", UNKNOWN),
        with(PROXIED, "report.acme.example", null, null, "x:ann", null, WELCOME),
        with(PROXIED, "report.acme.example:443", null, null, "x:ann", null, WELCOME),
        with(PROXIED, "report.acme.example", null, null, " ", null, UNKNOWN),
        with(PROXIED, "evil.example:8080", null, null, "x:ann", null, ELSEWHERE),
        with(PROXIED, "report.acme.example", "Bearer ", "fivewhys_report=", null, "", UNKNOWN),
        // Either will do
        with(BOTH, "evil.example", null, null, "x:ann", null, UNKNOWN),
        with(BOTH, "report.acme.example", null, null, "x:ann", null, WELCOME),
        with(BOTH, "evil.example", "Bearer " + TOKEN, null, null, null, WELCOME),
        one(BOTH, "127.0.0.1:8080", UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void welcomes_whom_it_may(Case one) {
    assertThat(one.access().rule(one.caller(), PORT)).isEqualTo(one.ruling());
  }

  @Test
  void refuses_what_would_be_open_to_all() {
    assertThat(OPEN.faults()).isEmpty();
    assertThat(TOKENED.faults()).isEmpty();
    assertThat(PROXIED.faults()).isEmpty();
    assertThat(new ReportAccess("0.0.0.0", List.of(), "", "").faults())
        .singleElement()
        .asString()
        .contains("report.host", "report.token", "report.identity_header");
    assertThat(new ReportAccess("127.0.0.1", List.of(), "short", "").faults())
        .singleElement()
        .asString()
        .startsWith("report.token");
    assertThat(new ReportAccess("127.0.0.1", List.of(), "", HEADER).faults())
        .singleElement()
        .asString()
        .startsWith("report.names");
  }

  private static Case one(ReportAccess access, @Nullable String host, Ruling ruling) {
    return with(access, host, null, null, null, null, ruling);
  }

  private static Case with(
      ReportAccess access,
      @Nullable String host,
      @Nullable String authorization,
      @Nullable String cookies,
      @Nullable String identity,
      @Nullable String token,
      Ruling ruling) {
    return new Case(access, new Caller(host, authorization, cookies, identity, token), ruling);
  }
}
