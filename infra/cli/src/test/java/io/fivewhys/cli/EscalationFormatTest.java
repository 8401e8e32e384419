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
    assertThat(message.at("/blocks/3/elements/0/text").textValue())
        .matches("<https://console\\.cloud\\.google\\.com/logs/[^<>|\\s]+\\|[^<>|]+>");
    assertThat(message.get("blocks")).hasSize(4);
    assertThat(message.get("unfurl_links").booleanValue()).isFalse();
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

  @Test
  void an_alert_of_one_step_goes_on_until_the_next_and_ends_those_of_other_severities()
      throws Exception {
    JsonNode opened = mapper.readTree(EscalationFormat.ALERTMANAGER.step(Incidents.opened()));
    JsonNode updated = mapper.readTree(EscalationFormat.ALERTMANAGER.step(Incidents.updated()));
    JsonNode resolved = mapper.readTree(EscalationFormat.ALERTMANAGER.step(Incidents.resolved()));

    assertThat(opened).hasSize(1);
    assertThat(opened.at("/0/endsAt").textValue()).isEqualTo("2026-03-02T10:02:00Z");
    assertThat(updated)
        .extracting(alert ->
            alert.at("/labels/severity").textValue() + " " + alert.get("endsAt").textValue())
        .containsExactly(
            "P1 2026-03-02T10:05:00Z",
            "P0 2026-03-01T10:05:00Z",
            "P2 2026-03-01T10:05:00Z",
            "P3 2026-03-01T10:05:00Z");
    assertThat(resolved.at("/0/endsAt").textValue()).isEqualTo("2026-03-01T10:14:30Z");
  }

  @Test
  void a_webhook_of_alertmanager_is_a_group_of_one_alert() throws Exception {
    List<String> lines = EscalationFormat.ALERTMANAGER_WEBHOOK.of(INCIDENTS).lines().toList();
    JsonNode first = mapper.readTree(lines.get(0));
    JsonNode last = mapper.readTree(lines.get(1));

    assertThat(first.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "version",
            "groupKey",
            "truncatedAlerts",
            "status",
            "receiver",
            "groupLabels",
            "commonLabels",
            "commonAnnotations",
            "externalURL",
            "alerts");
    assertThat(first.get("version").textValue()).isEqualTo("4");
    assertThat(first.get("status").textValue()).isEqualTo("firing");
    assertThat(first.at("/alerts/0/endsAt").textValue()).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(first.at("/alerts/0/labels")).isEqualTo(first.get("commonLabels"));
    assertThat(last.get("status").textValue()).isEqualTo("resolved");
    assertThat(last.at("/alerts/0/status").textValue()).isEqualTo("resolved");
    assertThat(last.at("/alerts/0/endsAt").textValue()).isEqualTo("2026-03-01T10:14:30Z");
    assertThat(last.at("/alerts/0/fingerprint"))
        .as("though the severity changed")
        .isEqualTo(first.at("/alerts/0/fingerprint"));
    assertThat(first.get("groupKey")).isEqualTo(last.get("groupKey"));
  }

  @Test
  void pagerduty_is_given_the_incident_its_link_and_no_more_than_it_takes() throws Exception {
    String hostile = "\ud83d\ude00".repeat(200_000);
    String event = PagerDutyEvents.step(Incidents.hostile(hostile), "key");
    JsonNode opened = mapper.readTree(PagerDutyEvents.step(Incidents.opened(), "key"));

    assertThat(event.length()).isLessThan(512_000);
    assertThat(mapper.readTree(event).at("/payload/summary").textValue().codePoints().count())
        .isEqualTo(1024);
    assertThat(opened.get("routing_key").textValue()).isEqualTo("key");
    assertThat(opened.get("dedup_key").textValue()).isEqualTo("3f2a9c");
    assertThat(opened.at("/links/0/href").textValue())
        .isEqualTo(
            "https://console.cloud.google.com/logs/query;query=insertId%3D%22a1%22%0A"
                + "timestamp%3D%222026-03-01T10%3A00%3A03Z%22;"
                + "cursorTimestamp=2026-03-01T10%3A00%3A03Z?project=acme-prod");
  }

  @Test
  void chat_gets_a_card_in_the_incident_s_thread() throws Exception {
    JsonNode message = mapper.readTree(EscalationFormat.CHAT.step(Incidents.opened()));
    JsonNode card = message.at("/cardsV2/0/card");

    assertThat(message.at("/thread/threadKey").textValue()).isEqualTo("3f2a9c");
    assertThat(card.at("/header/title").textValue()).isEqualTo("P2 opened");
    assertThat(card.at("/sections/0/widgets/0/textParagraph/text").textValue())
        .isEqualTo("<b>checkout fails: orders-db has no connection left</b>");
    assertThat(card.at("/sections/0/widgets/1/textParagraph/text").textValue())
        .contains("cannot connect to orders-db. [observed, 1,240×]<br>");
    assertThat(message.has("text")).as("in which users can be mentioned").isFalse();
  }

  @Test
  void chat_shows_markup_and_mentions_nobody_and_takes_it() throws Exception {
    String hostile = "<users/all> <b>&amp;</b> " + "\ud83d\ude00<".repeat(30_000);
    String text = EscalationFormat.CHAT.step(Incidents.hostile(hostile));
    JsonNode widgets = mapper.readTree(text).at("/cardsV2/0/card/sections/0/widgets");

    assertThat(text.length()).isLessThanOrEqualTo(32_000);
    assertThat(widgets.at("/1/textParagraph/text").textValue())
        .contains("&lt;users/all&gt; &lt;b&gt;&amp;amp;&lt;/b&gt;")
        .doesNotContain("<users");
    assertThat(mapper.readTree(text).get("fallbackText").textValue()).doesNotContain("<");
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
