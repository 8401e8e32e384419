// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.local.replay.EscalationJson;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A shape that escalations are written in; each is text that ends with a line end. */
enum EscalationFormat {
  JSON {
    @Override
    String step(Escalation escalation) {
      return EscalationJson.lines(List.of(escalation));
    }
  },

  ALERTMANAGER {
    @Override
    String of(List<Incident> incidents) {
      return AlertmanagerAlerts.of(incidents);
    }

    @Override
    String step(Escalation escalation) {
      return AlertmanagerAlerts.step(escalation);
    }
  },

  ALERTMANAGER_WEBHOOK {
    @Override
    String step(Escalation escalation) {
      return AlertmanagerWebhook.step(escalation);
    }
  },

  PAGERDUTY {
    @Override
    String step(Escalation escalation) {
      return PagerDutyEvents.step(escalation, PagerDutyEvents.ROUTING_KEY);
    }
  },

  SLACK {
    @Override
    String step(Escalation escalation) {
      return SlackMessages.step(escalation);
    }
  },

  CHAT {
    @Override
    String step(Escalation escalation) {
      return ChatMessages.step(escalation);
    }
  };

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Of all that is known of incidents. */
  String of(List<Incident> incidents) {
    return incidents.stream()
        .flatMap(incident -> incident.steps().stream())
        .map(this::step)
        .collect(Collectors.joining());
  }

  /** Of one step, to whoever hears of nothing else until the next: a line. */
  abstract String step(Escalation escalation);
}
