// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fivewhys.ComponentKind;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.objectives.Configuration.Expectation;
import io.fivewhys.processors.objectives.Configuration.IncidentRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFileTest {

  /** Every section and every indicator once. */
  static final String GOOD =
      """
      objectives:
        - name: checkout-availability
          service: checkout
          availability: 99.9 %
        - name: agent-run
          journey:
            total: {service: backend, route: /api/agent/run}
            under: 30 s
          target: 95 %
        - {name: db, sql: '*', under: 500 ms, target: 99 %}
        - {name: redis, redis: '*', reachable: 100 %}
        - {name: fast, service: '*', latency: {under: 2 s, target: 0.95}}
        - {name: sign-in, service: '*', auth: 99.5 %}
        - {name: starts, service: 'chat-*', project: acme-prod, location: us-central1, startup: 95 %}
        - name: golden-path
          journey:
            total: {service: frontend, line: 'journey started'}
            good: {service: frontend, line: 'journey done'}
          target: 95 %
        - name: ws-events
          journey: {total: {service: chat, line: 'event delivered in (?<duration_ms>\\d+) ms'}, under: 2 s}
          target: 99 %
      silences:
        - {service: batch, from: 2026-11-20T10:00:00Z, to: 2026-11-20T12:00:00+01:00, reason: known}
      maintenance:
        - {project: acme-test, from: 2026-11-20T10:00:00Z, to: 2026-11-21T10:00:00Z, reason: move}
      expect:
        - {service: '*', source: requests, within: 30 min}
      incidents: {quiet: 15 min, checkpoints: [1 h, 1 d]}
      settings:
        windows: {grace: 2m}
        windows.tick: 5s
      """;

  @TempDir Path directory;

  @Test
  void understands_every_section() {
    Configuration configuration = parse(GOOD).configuration();

    assertThat(configuration.objectives())
        .extracting(InWords::of)
        .containsExactly(
            "availability: 99 % of requests to every service without a 5xx",
            "startup: 95 % of instance starts of every service without an exit or a failed probe",
            "checkout-availability: 99.9 % of requests to checkout without a 5xx",
            "agent-run: 95 % of requests to /api/agent/run of backend, good without a 5xx and within 30 s",
            "db: 99 % of minutes in which any database answers every service within 500 ms at p95",
            "redis: 100 % of minutes in which every service can reach any Redis",
            "fast: 95 % of requests to every service within 2 s",
            "sign-in: 99.5 % of requests to every service without 401 or 403",
            "starts: 95 % of instance starts of chat-* in project acme-prod in us-central1 without an exit or a failed probe",
            "golden-path: 95 % of lines of frontend that match 'journey started', good where there are lines of frontend that match 'journey done'",
            "ws-events: 99 % of lines of chat that match 'event delivered in (?<duration_ms>\\d+) ms', good within 2 s");
    assertThat(configuration.silences())
        .singleElement()
        .satisfies(silence -> {
          assertThat(silence.scope()).isEqualTo(new Scope("*", "*", "batch"));
          assertThat(silence.to()).isEqualTo(Instant.parse("2026-11-20T11:00:00Z"));
        });
    assertThat(configuration.maintenances()).hasSize(1);
    assertThat(configuration.expectations())
        .containsExactly(new Expectation(Scope.EVERYTHING, "requests", Duration.ofMinutes(30)));
    assertThat(configuration.incidents())
        .isEqualTo(
            new IncidentRules(
                Duration.ofMinutes(15),
                Duration.ofMinutes(30),
                List.of(Duration.ofHours(1), Duration.ofDays(1))));
  }

  @Test
  void hands_the_settings_over_by_their_keys() {
    assertThat(Settings.of(parse(GOOD).settings()).get(Settings.GRACE))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(parse(GOOD).settings()).containsEntry("windows.tick", "5s");
  }

  @Test
  void nothing_and_empty_sections_leave_the_defaults() {
    assertThat(parse("").configuration()).isEqualTo(Configuration.DEFAULTS);
    assertThat(parse("objectives:\nsilences: []\n").configuration())
        .isEqualTo(Configuration.DEFAULTS);
  }

  @Test
  void lists_every_fault_with_its_place_in_the_order_of_the_file() {
    List<String> faults =
        faults(
            """
            objectives:
              - name: a b
                availability: 99.5
              - name: slow
                sql: main
                under: 30 parsecs
                taget: 99 %
              - {name: slow, service: x, auth: 99 %, startup: 99 %}
              - {name: ws, journey: {total: {service: chat, line: '(', route: /x}}, target: 1.2}
              - {name: untargeted, redis: r, under: 5 ms}
              - {name: nothing}
              - just text
            silences:
              - {service: x, from: 2026-11-20, to: yesterday, reason: ''}
            expects: []
            incidents: {checkpoints: [2 h, 1 h]}
            settings: {windows: {grac: 5m}}
            """);

    assertThat(faults)
        .containsExactly(
            "f.yaml:2:11: objectives[0].name: 'a b' is no name: use up to 63 letters, digits, '-', '_' and '.'",
            "f.yaml:3:19: objectives[0].availability: 99.5 is no share: write 0.995 or 99.5 %",
            "f.yaml:6:12: objectives[1].under: '30 parsecs' is no duration: write one such as 500 ms, 30 s, 10 min, 2 h or 1 d",
            "f.yaml:7:5: objectives[1]: unknown key 'taget', did you mean 'target'?",
            "f.yaml:8:5: objectives[2]: measures auth and startup: make an objective of each",
            "f.yaml:9:33: objectives[3].journey.total: add either 'route', for requests, or 'line', for log lines",
            "f.yaml:9:55: objectives[3].journey.total.line: '(' is no regular expression (RE2): missing closing )",
            "f.yaml:9:81: objectives[3].target: 1.2 is no share: write 0.012 or 1.2 %",
            "f.yaml:10:5: objectives[4]: 'target' is missing: add it",
            "f.yaml:11:5: objectives[5]: measures nothing: add one of availability, latency, auth, startup, sql, redis, journey",
            "f.yaml:12:5: objectives[6]: expected keys: name, service, project, location, availability, latency, auth, startup, sql, redis, journey, under, reachable, target",
            "f.yaml:14:24: silences[0].from: '2026-11-20' is no time: write one with its zone, such as 2026-11-20T10:00:00Z",
            "f.yaml:14:40: silences[0].to: 'yesterday' is no time: write one with its zone, such as 2026-11-20T10:00:00Z",
            "f.yaml:14:59: silences[0].reason: write 1 to 200 characters",
            "f.yaml:15:1: unknown key 'expects', did you mean 'expect'?",
            "f.yaml:16:32: incidents.checkpoints[1]: list up to 20 ages, each greater than the last",
            "f.yaml:17:28: settings.windows.grac: unknown key 'windows.grac', did you mean 'windows.grace'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{name: a, availability: 99 %, target: 99 %} | does not belong to availability",
        "{name: a, sql: db, target: 99 %} | says nothing of sql: add 'reachable', or 'under'",
        "{name: a, sql: db, reachable: 99 %, under: 1 s} | make an objective of each",
        "{name: a, journey: {total: {service: s, line: x}}, target: 1} | nothing tells good lines from bad",
        "{name: a, journey: {total: {service: s, line: x}, under: 1 s}, target: 1} | add a group such as",
        "{name: a, journey: {total: {service: s, line: '(?<ms>x)'}, under: 1 s}, target: 1} | name one group",
        "{name: a, journey: {total: {service: s, line: '((x{99}){99}){99}'}}, target: 1} | multiply to more than 1000",
        "{name: a, journey: {total: {service: s, route: x}}, target: 1} | is no route",
        "{name: a, service: s, journey: {total: {service: s, route: /x}}, target: 1} | names its services under total",
        "{name: a, service: 'x.*', auth: 1} | '*' stands for anything",
        "{name: a, auth: } | nothing stands here",
        "{name: a, auth: [1]} | expected a single value",
        "{name: a, auth: 0 %} | above 0 %",
        "{name: a, auth: most} | is no share",
        "{name: a, auth: 1, auth: 1} | stands here twice",
        "{name: auth, service: x, auth: 1} | name of the default",
        "{name: a, service: *, auth: 1} | needs quotes",
      })
  void says_what_is_wrong_with_an_objective_and_what_to_do(String objective, String fault) {
    assertThat(faults("objectives:\n  - " + objective + "\n"))
        .singleElement()
        .asString()
        .contains(fault);
  }

  @Test
  void two_objectives_may_neither_share_a_name_nor_measure_the_same() {
    assertThat(
            faults(
                """
                objectives:
                  - {name: a, service: x, auth: 99 %}
                  - {name: a, service: y, auth: 99 %}
                  - {name: b, service: x, auth: 98 %}
                """))
        .satisfiesExactly(
            fault -> assertThat(fault).contains("has the name of objectives[0]"),
            fault -> assertThat(fault).contains("measures the same as objectives[0]"));
  }

  @Test
  void a_bomb_is_a_fault_like_any_other() {
    String bomb =
        "a: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c]\n"
            + "e: &e [*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e]\n";

    assertThat(faults(bomb)).singleElement().asString().contains("not YAML");
    assertThat(faults("objectives: " + "[".repeat(100_000))).hasSize(1);
    assertThat(faults("settings: &a {x: *a}")).hasSize(1);
    assertThat(faults("objectives: [\u0000]")).hasSize(1);
    assertThat(faults("a: 1\n---\nb: 1\n")).hasSize(1);
  }

  @Test
  void what_cannot_be_read_is_told_with_its_name() throws IOException {
    Path absent = directory.resolve("absent.yaml");
    Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4});
    Path huge = Files.writeString(directory.resolve("huge.yaml"), "#".repeat(2 << 20));

    assertThat(refused(absent)).singleElement().asString().contains("absent.yaml: no such file");
    assertThat(refused(directory)).singleElement().asString().contains("no such file");
    assertThat(refused(latin)).singleElement().asString().contains("latin.yaml: not UTF-8");
    assertThat(refused(huge)).singleElement().asString().contains("longer than 1 MiB");
  }

  @Test
  void a_program_reads_the_file_that_its_settings_name() throws IOException {
    Path file = Files.writeString(directory.resolve("f.yaml"), GOOD);

    assertThat(
            ConfigurationFile.namedBy(Settings.of(Map.of("config", file.toString()))).objectives())
        .hasSize(11);
    assertThat(ConfigurationFile.namedBy(Settings.defaults())).isEqualTo(Configuration.DEFAULTS);
  }

  @Test
  void of_one_kind_the_most_specific_objective_holds() {
    Configuration configuration =
        parse(
                """
                objectives:
                  - {name: all-shops, service: 'shop-*', availability: 99.5 %}
                  - {name: one-shop, service: shop-eu, availability: 99.9 %}
                  - {name: fast, service: '*', latency: {under: 2 s, target: 95 %}}
                  - {name: never-long, service: '*', latency: {under: 10 s, target: 99.9 %}}
                  - {name: exports, service: shop-export, latency: {under: 60 s, target: 95 %}}
                  - {name: db, sql: '*', under: 500 ms, target: 99 %}
                  - {name: archive, sql: archive, under: 5 s, target: 99 %}
                """)
            .configuration();

    assertThat(names(configuration, "shop-eu"))
        .containsExactlyInAnyOrder("one-shop", "auth", "startup", "fast", "never-long");
    assertThat(names(configuration, "shop-export"))
        .containsExactlyInAnyOrder("all-shops", "auth", "startup", "exports");
    assertThat(names(configuration, "other"))
        .containsExactlyInAnyOrder("availability", "auth", "startup", "fast", "never-long");
    assertThat(
            configuration.objectivesOf(
                "p", "l", "shop-eu", ComponentKind.CLOUD_SQL_INSTANCE, "archive"))
        .extracting(Objective::name)
        .containsExactly("archive");
    assertThat(
            configuration.objectivesOf("p", "l", "shop-eu", ComponentKind.REDIS_INSTANCE, "main"))
        .isEmpty();
  }

  @Test
  void silences_and_maintenance_hold_from_their_begin_to_before_their_end() {
    Configuration configuration = parse(GOOD).configuration();

    assertThat(configuration.silenced("p", "l", "batch", Instant.parse("2026-11-20T10:00:00Z")))
        .isPresent();
    assertThat(configuration.silenced("p", "l", "batch", Instant.parse("2026-11-20T11:00:00Z")))
        .isEmpty();
    assertThat(configuration.silenced("p", "l", "other", Instant.parse("2026-11-20T10:00:00Z")))
        .isEmpty();
    assertThat(
            configuration.inMaintenance(
                "acme-test", "l", "other", Instant.parse("2026-11-20T11:00:00Z")))
        .isPresent();
  }

  private static List<String> names(Configuration configuration, String service) {
    return configuration.objectivesOf("p", "l", service).stream().map(Objective::name).toList();
  }

  private static ConfigurationFile parse(String yaml) {
    return ConfigurationFile.parse("f.yaml", yaml);
  }

  private static List<String> faults(String yaml) {
    return catchThrowableOfType(InvalidConfigurationException.class, () -> parse(yaml)).faults();
  }

  private static List<String> refused(Path file) {
    return catchThrowableOfType(
            InvalidConfigurationException.class, () -> ConfigurationFile.read(file))
        .faults();
  }
}
