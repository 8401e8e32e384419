// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Action;
import io.fivewhys.ComponentKind;
import io.fivewhys.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands are for pasting: no name may say more in them than its name. */
class CommandsTest {

  @Test
  void plain_names_are_left_as_they_are() {
    assertThat(Commands.quoted("checkout-00002=100")).isEqualTo("checkout-00002=100");
    assertThat(Commands.quoted("acme-prod:us-central1:orders-db"))
        .isEqualTo("acme-prod:us-central1:orders-db");
  }

  @Test
  void what_a_shell_would_read_is_quoted() {
    assertThat(Commands.quoted("a;reboot")).isEqualTo("'a;reboot'");
    assertThat(Commands.quoted("it's")).isEqualTo("'it'\\''s'");
    assertThat(Commands.quoted("")).isEqualTo("''");
  }

  @EnabledOnOs({OS.LINUX, OS.MAC})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "'; touch /tmp/x; '",
        "$(id)",
        "`id`",
        "a b\\",
        "\"",
        "two\nlines",
        "!!",
        "*",
        "~root",
        "#"
      })
  void a_shell_takes_it_as_one_word(String name) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '<%s>' " + Commands.quoted(name)).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("<" + name + ">");
  }

  @Test
  void every_command_quotes_every_name() {
    String hostile = "x';id;'";
    Place service = new Place(ComponentKind.CLOUD_RUN_SERVICE, hostile, hostile);
    List<Action> actions =
        List.of(
            Commands.rollBack(Story.change(hostile, 0, Verdict.REGRESSION), "why"),
            Commands.describeRevision(hostile, service, hostile, "why"),
            Commands.updateService(hostile, service, "--memory=1Gi", "why"),
            Commands.describeDatabase(hostile, Story.database(hostile), "why"),
            Commands.describeConnector(hostile, service, "why"),
            Commands.secretVersions(hostile, service, "why"),
            Commands.readLogs(hostile, service, "why"));
    assertThat(actions)
        .allSatisfy(action ->
            assertThat(withoutQuoted(action.getCommand()))
                .doesNotContain("id")
                .doesNotContain(";"));
  }

  /** What a shell would act on. */
  private static String withoutQuoted(String command) {
    return Stream.of(command.replace("'\\''", ""))
        .map(each -> each.replaceAll("'[^']*'", ""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_filter_of_logs_is_not_escaped_from() {
    Place service = Story.service("x\" OR severity>=DEFAULT OR \"");
    assertThat(Commands.readLogs("p", service, "why").getCommand())
        .contains("service_name=\"x\\\" OR severity>=DEFAULT OR \\\"\"");
  }

  @Test
  void an_address_is_not_looked_up_as_an_instance() {
    assertThat(Commands.describeDatabase("p", Story.database("10.0.0.5:5432"), "why").getCommand())
        .isNull();
    assertThat(Commands.describeDatabase("p", Story.database(""), "why").getCommand()).isNull();
  }
}
