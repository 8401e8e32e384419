// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.local.replay.EscalationJson;
import java.util.List;

/** A shape that escalations are written in; each is text that ends with a line end. */
enum EscalationFormat {
  JSON {
    @Override
    String of(List<Incident> incidents) {
      return EscalationJson.lines(steps(incidents));
    }
  },

  ALERTMANAGER {
    @Override
    String of(List<Incident> incidents) {
      return AlertmanagerAlerts.of(incidents);
    }
  },

  PAGERDUTY {
    @Override
    String of(List<Incident> incidents) {
      return PagerDutyEvents.of(steps(incidents));
    }
  },

  SLACK {
    @Override
    String of(List<Incident> incidents) {
      return SlackMessages.of(steps(incidents));
    }
  };

  abstract String of(List<Incident> incidents);

  private static List<Escalation> steps(List<Incident> incidents) {
    return incidents.stream().flatMap(incident -> incident.steps().stream()).toList();
  }
}
