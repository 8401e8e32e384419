// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryFormatTest {

  private static final QueryResult RESULT =
      new QueryResult(
          List.of("service", "n", "at"),
          List.of(
              Arrays.asList("=cmd|' /C calc'!A0", -3L, Instant.parse("2026-03-01T10:00:00Z")),
              Arrays.asList("a,\"b\"\n\u001b[31m", 1.5, null)));

  @Test
  void csv_quotes_what_it_must_and_starts_no_formula() {
    assertThat(QueryFormat.CSV.of(RESULT))
        .isEqualTo(
            "service,n,at\r\n'=cmd|' /C calc'!A0,-3,2026-03-01T10:00:00Z\r\n"
                + "\"a,\"\"b\"\"\n\\u001b[31m\",1.5,\r\n");
  }

  @Test
  void what_a_terminal_obeys_or_hides_is_escaped_in_every_format() {
    // Given bell, next line, right-to-left override, zero width, line separator, tag, half a pair
    String hostile = "a\u0007\u0085\u202e\u200b\u2028\udb40\udc41\ud83d\ud83d\ude00";
    String shown = "a\\u0007\\u0085\\u202e\\u200b\\u2028\\udb40\\udc41\\ud83d\ud83d\ude00";
    QueryResult result = new QueryResult(List.of(hostile), List.of(List.of(hostile)));
    // Then
    assertThat(QueryFormat.CSV.of(result)).isEqualTo(shown + "\r\n" + shown + "\r\n");
    assertThat(QueryFormat.JSON.of(result))
        .isEqualTo("[\n{\"" + shown + "\":\"" + shown + "\"}\n]\n");
    assertThat(QueryFormat.TABLE.of(result))
        .startsWith(shown + "\n")
        .contains("\n" + shown + "\n(");
  }

  @Test
  void a_csv_cell_keeps_its_line_feeds_and_tabs_in_quotes() {
    assertThat(
            QueryFormat.CSV.of(
                new QueryResult(List.of("a"), List.of(List.of("b\tc\r\nd"), List.of("\t=e")))))
        .isEqualTo("a\r\n\"b\tc\\u000d\nd\"\r\n\"'\t=e\"\r\n");
  }

  @Test
  void json_escapes_control_characters() {
    assertThat(QueryFormat.JSON.of(RESULT))
        .isEqualTo(
            "[\n{\"service\":\"=cmd|' /C calc'!A0\",\"n\":-3,\"at\":\"2026-03-01T10:00:00Z\"},\n"
                + "{\"service\":\"a,\\\"b\\\"\\u000a\\u001b[31m\",\"n\":1.5,\"at\":null}\n]\n");
    assertThat(QueryFormat.JSON.of(new QueryResult(List.of("a"), List.of()))).isEqualTo("[]\n");
  }

  @Test
  void a_table_lines_up_and_shows_no_control_character() {
    assertThat(QueryFormat.TABLE.of(RESULT))
        .isEqualTo(
            """
            service                n    at
            ---------------------  ---  --------------------
            =cmd|' /C calc'!A0      -3  2026-03-01T10:00:00Z
            a,"b"\\u000a\\u001b[31m  1.5 \s
            (2 rows)
            """);
  }
}
