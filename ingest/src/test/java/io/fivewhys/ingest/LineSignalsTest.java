// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wordings of drivers, runtimes and platforms, and lines that only sound like them. */
class LineSignalsTest {

  private static final Path FOLDER = Path.of("src/test/resources/signals");

  static Stream<String> said() {
    return cases("said.cases");
  }

  static Stream<String> none() {
    return cases("none.cases");
  }

  private static Stream<String> cases(String file) {
    try {
      return Files.readAllLines(FOLDER.resolve(file)).stream()
          .filter(line -> !line.startsWith("#") && !line.isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("said")
  void what_is_said_is_understood(String line) {
    String[] parts = line.split(" \\| ", 2);
    String text = unescaped(parts[1]);

    assertThat(worded(LineSignals.of(text, null, null))).isEqualTo(parts[0]);
    assertThat(worded(LineSignals.of(text, null, "ERROR"))).isEqualTo(parts[0]);
  }

  @ParameterizedTest
  @MethodSource("said")
  void line_ends_may_be_written_out(String line) {
    String[] parts = line.split(" \\| ", 2);

    assertThat(worded(LineSignals.of(parts[1].replace("\\u001b", "\u001b"), null, "WARNING")))
        .isEqualTo(parts[0]);
  }

  @ParameterizedTest
  @MethodSource("said")
  void a_quiet_severity_says_nothing(String line) {
    String text = unescaped(line.split(" \\| ", 2)[1]);

    assertThat(LineSignals.of(text, null, "INFO")).isEqualTo(LineSignal.NONE);
    assertThat(LineSignals.of(text, null, "NOTICE")).isEqualTo(LineSignal.NONE);
    assertThat(LineSignals.of(text, null, "DEBUG")).isEqualTo(LineSignal.NONE);
  }

  @ParameterizedTest
  @MethodSource("none")
  void what_only_sounds_like_it_is_none(String line) {
    String[] parts = line.split(" \\| ?", 2);
    String severity = parts[0].equals("-") ? null : parts[0];

    assertThat(LineSignals.of(unescaped(parts[1]), null, severity)).isEqualTo(LineSignal.NONE);
  }

  @Test
  void there_are_enough_of_both() {
    assertThat(said().count()).isGreaterThan(200);
    assertThat(none().count()).isGreaterThan(100);
  }

  @Test
  void what_stands_beside_a_message_is_read_too() {
    assertThat(
            worded(
                LineSignals.of("order not stored", "connect ECONNREFUSED 10.8.0.3:5432", "ERROR")))
        .isEqualTo("SQL_CONNECT_REFUSED at:10.8.0.3:5432 -");
  }

  @Test
  void a_target_never_holds_a_credential() {
    for (String secret :
        List.of(
            "connect ECONNREFUSED app:12345@10.8.0.3",
            "could not connect to postgres://app:12345@db.internal/shop: connection refused",
            "could not connect to redis://:98765@10.8.0.3: Redis connection failed",
            "https://app:12345@api.acme.test/v1 returned 503",
            "https://AKIAABCDEFGHIJKLMNOP:x@api.acme.test/v1 returned 503",
            "environment variable AKIAABCDEFGHIJKLMNOP is not set",
            "Cannot find module 'ghp_abcdefghijklmnopqrst'")) {
      assertThat(LineSignals.of(secret, null, "ERROR").target())
          .as(secret)
          .doesNotContain("12345", "98765", "akia", "AKIA", "ghp_");
    }
  }

  /** Steps that grow with the square of a text's length would take minutes here. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothing_throws_or_runs_away(long seed) {
    Random random = new Random(seed);
    List<String> lines = Stream.concat(said(), none()).map(LineSignalsTest::unescaped).toList();
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(4); part >= 0; part--) {
        String line = lines.get(random.nextInt(lines.size()));
        int begin = random.nextInt(line.length());
        int end = begin + random.nextInt(line.length() - begin + 1);
        text.append(line, begin, end);
        text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
      }
      String odd = text.toString();
      LineSignal signal = LineSignals.of(odd, null, "ERROR");
      assertThat(LineSignals.of(odd, null, "ERROR"))
          .as("seed %d: <%s>", seed, odd)
          .isEqualTo(signal);
      assertThat(signal.target()).as("seed %d: <%s>", seed, odd).hasSizeLessThan(300);
    }
    for (String line : lines) {
      LineSignals.of(line.repeat(Redaction.SCANNED / line.length() + 1), null, "ERROR");
    }
    for (String piece :
        List.of(
            "a",
            "a.",
            "1.",
            "at ",
            "secret ",
            "timed out in ",
            "connect to ",
            "10.0.0.1:",
            "a_",
            "acquire ",
            "https://",
            "://a@",
            "[",
            "' ",
            "env var ",
            "query took ",
            "\n",
            "host '")) {
      for (String needle :
          List.of(
              "",
              " timed out",
              " is not set",
              " pool",
              " connection refused",
              "secret ",
              " for url",
              " must be set",
              " database ",
              " status 503 https://")) {
        LineSignals.of(needle + piece.repeat(8_000 / piece.length()) + needle, null, "ERROR");
      }
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\u001b", "\u001b");
  }

  private static String worded(LineSignal signal) {
    String target =
        signal.targetKind() == null
            ? "-"
            : switch (signal.targetKind()) {
                  case CLOUD_RUN_SERVICE -> "run:";
                  case CLOUD_SQL_INSTANCE -> "sql:";
                  case REDIS_INSTANCE -> "redis:";
                  case SECRET -> "secret:";
                  case VPC_CONNECTOR -> "connector:";
                  case OTHER, LOAD_BALANCER -> "at:";
                }
                + signal.target();
    return signal.kind() + " " + target + " " + worded(signal.duration());
  }

  private static String worded(@Nullable Long nanos) {
    if (nanos == null) {
      return "-";
    }
    return nanos == 60_000_000_000L
        ? "1m"
        : BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
  }
}
