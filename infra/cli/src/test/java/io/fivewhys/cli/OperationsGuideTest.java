// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Metric;
import io.fivewhys.contract.Metrics;
import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.warehouse.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/**
 * What the operations guide names, there is; what it has to have, it has. Whoever reads it does so
 * at night.
 */
class OperationsGuideTest {

  private static final Path ROOT = Path.of(System.getProperty("fivewhys.root"));

  private static final List<String> ALERTS =
      List.of(
          "log-sink-errors",
          "subscription-backlog",
          "dead-letters",
          "lag",
          "behind",
          "not-ready",
          "not-running",
          "rejected",
          "undecodable",
          "refused",
          "escalations-waiting");

  private static final String END = "<!-- /estimate -->";
  private static final Pattern BEGIN =
      Pattern.compile("<!-- estimate: \\./fivewhys ([^\\n]*) -->\n");

  /** Whether a service is ready, which all of them tell beside what is theirs. */
  private static final String READY = "fivewhys_ready";

  private static String guide = "";

  @BeforeAll
  static void read() throws IOException {
    guide = Files.readString(ROOT.resolve("infra").resolve("OPERATIONS.md"));
  }

  @Test
  void every_alert_has_its_section() {
    assertThat(found("(?m)^### Alert: (\\S+)$")).containsExactlyInAnyOrderElementsOf(ALERTS);
  }

  @Test
  void its_table_of_sizes_and_costs_is_what_the_command_says() {
    var begin = BEGIN.matcher(guide);
    assertThat(begin.find()).isTrue();

    String said = out(begin.group(1).split(" "));

    assertThat(guide.substring(begin.end(), guide.indexOf(END))).isEqualToNormalizingNewlines(said);
  }

  @Test
  void every_setting_that_it_names_is_one() {
    Set<String> keys = Settings.ALL.stream().map(Setting::key).collect(Collectors.toSet());
    String rooms =
        keys.stream()
            .filter(key -> key.contains("."))
            .map(key -> key.substring(0, key.indexOf('.')))
            .distinct()
            .collect(Collectors.joining("|"));

    assertThat(keys).containsAll(quoted("(?:" + rooms + ")\\.[a-z_]+"));
    assertThat(Settings.ALL.stream().map(Setting::environment).toList())
        .containsAll(found("\\b(FIVEWHYS_[A-Z_]+)"));
  }

  @Test
  void every_metric_that_it_names_is_one() {
    Set<String> metrics =
        Metrics.ALL.stream()
            .map(Metric::exposedName)
            .collect(Collectors.toCollection(TreeSet::new));
    metrics.add(READY);

    assertThat(metrics).containsAll(found("(?<![a-z_:])(fivewhys_[a-z_]+)(?![a-z_]|-)"));
  }

  @Test
  void every_topic_and_table_that_it_names_is_one() {
    Set<String> names =
        Topics.ALL.stream()
            .map(topic -> topic.name())
            .collect(Collectors.toCollection(TreeSet::new));
    Tables.ALL.forEach(table -> names.add("fivewhys." + table.name()));
    names.add("fivewhys.yaml");

    assertThat(names)
        .containsAll(
            found("(?<![\\w/.])(fivewhys\\.[a-z][a-z_-]+[a-z])(?![\\w-])").stream()
                .filter(name -> !name.endsWith("_before") && !name.endsWith("_night"))
                .toList());
  }

  @Test
  void every_command_that_it_names_is_one() {
    Set<String> commands =
        Arrays.stream(FivewhysApp.class.getAnnotation(Command.class).subcommands())
            .map(command -> command.getAnnotation(Command.class).name())
            .collect(Collectors.toSet());

    assertThat(commands).containsAll(found("\\./fivewhys ([a-z-]+)"));
  }

  @Test
  void every_place_in_it_that_it_leads_to_is_there() {
    List<String> places =
        found("(?m)^#+ (.+)$").stream()
            .map(title -> title.toLowerCase(Locale.ROOT))
            .map(title -> title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .toList();

    assertThat(places).containsAll(found("\\]\\(#([^)]+)\\)"));
  }

  private static List<String> quoted(String pattern) {
    return found("`(" + pattern + ")`");
  }

  private static List<String> found(String pattern) {
    return Pattern.compile(pattern)
        .matcher(guide)
        .results()
        .map(result -> result.group(1))
        .distinct()
        .toList();
  }

  private static String out(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      assertThat(FivewhysApp.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }
}
