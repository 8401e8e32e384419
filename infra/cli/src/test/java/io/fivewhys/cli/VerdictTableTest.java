// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Control;
import io.fivewhys.RevisionChange;
import io.fivewhys.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTableTest {

  @Test
  void each_change_is_a_row_with_its_latest_verdict_and_its_reason_below() {
    RevisionChange failing =
        change(
            "checkout", "checkout-00042-abc", 2, Verdict.REGRESSION, "It fails, the old did not.");
    failing.setReadyAt(micros("2026-06-14T13:30:00.5Z"));
    failing.setFirstTrafficAt(micros("2026-06-14T13:31:02Z"));
    RevisionChange early =
        change("checkout", "checkout-00042-abc", 1, Verdict.INSUFFICIENT_DATA, "Too early.");
    early.setFirstTrafficAt(micros("2026-06-14T13:31:02Z"));
    RevisionChange dead =
        change("pay", "pay-00007-owl", 1, Verdict.INSUFFICIENT_DATA, "It served nothing.");
    dead.setCreatedAt(micros("2026-06-14T13:00:00Z"));
    dead.setFindings(List.of("Never became ready: exit code 3"));
    RevisionChange untold = change("a", "a-1", 1, Verdict.NO_EFFECT, "");
    untold.setFirstTrafficAt(micros("2026-06-14T13:31:02Z"));

    assertThat(VerdictTable.of(List.of(failing, early, untold, dead)))
        .isEqualTo(
            """
            SERVICE   REVISION            READY                 FIRST TRAFFIC         VERDICT
            pay       pay-00007-owl       never ready           none                  INSUFFICIENT_DATA
                It served nothing.
            a         a-1                 not told              2026-06-14T13:31:02Z  NO_EFFECT
            checkout  checkout-00042-abc  2026-06-14T13:30:00Z  2026-06-14T13:31:02Z  REGRESSION
                It fails, the old did not.
            """);
  }

  @Test
  void a_long_reason_is_wrapped_at_spaces_and_ends_somewhere() {
    RevisionChange change =
        change("a", "a-1", 1, Verdict.NO_EFFECT, "many words ".repeat(300) + "x".repeat(500));

    List<String> lines = VerdictTable.of(List.of(change)).lines().toList();

    assertThat(lines).hasSize(2 + 4 + 1).last().isEqualTo("    …");
    assertThat(lines).allMatch(line -> line.length() <= 100);
    assertThat(lines.get(2)).isEqualTo("    " + "many words ".repeat(8) + "many");
  }

  @Test
  void a_word_longer_than_a_line_is_cut() {
    RevisionChange change = change("a", "a-1", 1, Verdict.NO_EFFECT, "\uD83D\uDE00".repeat(150));

    assertThat(VerdictTable.of(List.of(change)).lines().skip(2))
        .containsExactly("    " + "\uD83D\uDE00".repeat(96), "    " + "\uD83D\uDE00".repeat(54));
  }

  @Test
  void nothing_that_a_terminal_obeys_gets_through() {
    String hostile =
        "a\u001b[2J\u001b]0;title\u0007b\r\nc\u009b31md\u202ee\u2028f\u0000g\ud800h\u001bi\bj";
    RevisionChange change = change(hostile, hostile, 1, Verdict.NO_EFFECT, hostile);

    String text = VerdictTable.of(List.of(change));

    assertThat(text.codePoints().filter(c -> c != '\n'))
        .noneMatch(c ->
            Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE
                || Character.getType(c) == Character.LINE_SEPARATOR);
    assertThat(text.lines()).hasSize(3).last().isEqualTo("    ab cd e f g h i j");
  }

  @Test
  void a_long_name_moves_no_column() {
    RevisionChange change = change("s".repeat(300), "r".repeat(300), 1, Verdict.NO_EFFECT, "r");

    List<String> lines = VerdictTable.of(List.of(change)).lines().toList();

    assertThat(lines.get(1)).startsWith("s".repeat(39) + "…  " + "r".repeat(39) + "…  not told");
  }

  @Test
  void past_thirty_rows_it_says_where_the_rest_is() {
    List<RevisionChange> changes = new ArrayList<>();
    for (int i = 0; i < 1_031; i++) {
      changes.add(change("a", "a-" + i, 1, Verdict.NO_EFFECT, ""));
    }

    assertThat(VerdictTable.of(changes).lines())
        .hasSize(32)
        .last()
        .isEqualTo("… and 1,001 more: ./fivewhys query 'SELECT * FROM revision_verdicts'");
    assertThat(VerdictTable.of(changes.subList(0, 30)).lines()).hasSize(31);
  }

  @Test
  void without_changes_it_says_so() {
    assertThat(VerdictTable.of(List.of())).isEqualTo("no deploys seen\n");
  }

  private static RevisionChange change(
      String service, String to, int sequence, Verdict verdict, String reason) {
    return new RevisionChange(
        "acme-prod",
        "europe-west1",
        service,
        null,
        to,
        sequence,
        0L,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        verdict,
        null,
        Control.NONE,
        0L,
        0L,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        List.of(),
        reason,
        null);
  }

  private static long micros(String instant) {
    return Instant.parse(instant).toEpochMilli() * 1_000;
  }
}
