// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EscalationFormatTest {

  private static final List<Incident> INCIDENTS =
      List.of(new Incident(List.of(Incidents.opened(), Incidents.resolved())));

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void json_is_a_line_for_each_step() throws Exception {
    List<String> lines = EscalationFormat.JSON.of(INCIDENTS).lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(mapper.readTree(lines.get(1)).get("resolved_at").textValue())
        .isEqualTo("2026-03-01T10:14:30Z");
  }

  @Test
  void alertmanager_gets_an_alert_for_each_incident_as_it_stands() throws Exception {
    JsonNode alerts = mapper.readTree(EscalationFormat.ALERTMANAGER.of(INCIDENTS));

    assertThat(alerts).hasSize(1);
    JsonNode alert = alerts.get(0);
    assertThat(alert.at("/labels/incident_id").textValue()).isEqualTo("3f2a9c");
    assertThat(alert.at("/labels/severity").textValue()).isEqualTo("P1");
    assertThat(alert.at("/annotations/summary").textValue()).startsWith("checkout fails");
    assertThat(alert.get("startsAt").textValue()).isEqualTo("2026-03-01T10:02:00Z");
    assertThat(alert.get("endsAt").textValue()).isEqualTo("2026-03-01T10:14:30Z");
    assertThat(
            mapper
                .readTree(
                    EscalationFormat.ALERTMANAGER.of(
                        List.of(new Incident(List.of(Incidents.opened())))))
                .get(0)
                .has("endsAt"))
        .isFalse();
    assertThat(EscalationFormat.ALERTMANAGER.of(List.of())).isEqualTo("[]\n");
  }

  @Test
  void pagerduty_triggers_and_resolves_one_alert() throws Exception {
    List<String> lines = EscalationFormat.PAGERDUTY.of(INCIDENTS).lines().toList();
    JsonNode first = mapper.readTree(lines.get(0));
    JsonNode last = mapper.readTree(lines.get(1));

    assertThat(first.get("event_action").textValue()).isEqualTo("trigger");
    assertThat(last.get("event_action").textValue()).isEqualTo("resolve");
    assertThat(first.get("dedup_key")).isEqualTo(last.get("dedup_key"));
    assertThat(first.at("/payload/severity").textValue()).isEqualTo("warning");
    assertThat(first.at("/payload/source").textValue()).isEqualTo("checkout");
    assertThat(first.at("/payload/timestamp").textValue()).isEqualTo("2026-03-01T10:02:00Z");
  }

  @Test
  void slack_gets_plain_text_and_commands_to_copy() throws Exception {
    JsonNode message =
        mapper.readTree(EscalationFormat.SLACK.of(INCIDENTS).lines().toList().get(0));

    assertThat(message.at("/blocks/0/text/text").textValue())
        .isEqualTo("P2 opened: checkout fails: orders-db has no connection left");
    assertThat(message.at("/blocks/1/text/text").textValue())
        .contains(
            "Why does checkout answer 500? It cannot connect to orders-db. [observed, 1,240×]");
    assertThat(message.at("/blocks/2/elements/0/elements/0/text").textValue())
        .startsWith("gcloud sql instances patch");
    assertThat(message.get("blocks")).hasSize(3);
  }

  @Test
  void slack_is_not_made_to_call_everybody() throws Exception {
    String hostile = "<!channel> & *b* `c` " + "x".repeat(5_000);
    JsonNode message =
        mapper.readTree(
            EscalationFormat.SLACK.of(List.of(new Incident(List.of(Incidents.hostile(hostile))))));

    assertThat(message.get("text").textValue())
        .contains("&lt;!channel&gt; &amp;")
        .doesNotContain("<");
    assertThat(message.at("/blocks/0/text/type").textValue()).isEqualTo("plain_text");
    assertThat(message.at("/blocks/0/text/text").textValue()).hasSize(150);
    assertThat(message.at("/blocks/1/text/type").textValue()).isEqualTo("plain_text");
    assertThat(message.at("/blocks/1/text/text").textValue()).hasSize(3000);
  }

  @ParameterizedTest
  @EnumSource
  void no_text_steers_a_terminal_or_ends_its_line(EscalationFormat format) {
    String text =
        format.of(
            List.of(
                new Incident(List.of(Incidents.hostile("\u001b[2J\r\n\"}\u2028\u0000\u202e")))));

    assertThat(text).matches("[\\x20-\\x7e]+\n");
  }
}
