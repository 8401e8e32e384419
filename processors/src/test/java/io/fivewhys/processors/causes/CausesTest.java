// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.ServiceMinute;
import io.fivewhys.Signal;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the time on the wall has to do with it: nothing, but for who seems to be silent. */
class CausesTest {

  private static final long MINUTE = 60_000_000L;
  private static final long START = 1_780_000_000_000_000L / MINUTE * MINUTE;
  private static final long STOPS = 45;
  private static final long ENDS = 55;

  private final List<Escalation> told = new ArrayList<>();

  @Test
  void a_service_that_falls_silent_among_others_is_missed() {
    Causes causes =
        new Causes(
            "acme-prod", Settings.defaults(), Configuration.DEFAULTS, StateWriter.NONE, told::add);
    for (long minute = 0; minute < ENDS; minute++) {
      causes.accept(served("gateway", minute));
      if (minute < STOPS) {
        causes.accept(served("orders", minute));
      }
    }

    assertThat(told).extracting(each -> each.getSymptom().getSignal()).containsOnly(Signal.TRAFFIC);
    assertThat(told).isNotEmpty();
  }

  private static ServiceMinute served(String service, long minute) {
    long start = START + minute * MINUTE;
    return ServiceMinute.newBuilder()
        .setProject("acme-prod")
        .setLocation("us-central1")
        .setService(service)
        .setRevision(service + "-00001")
        .setWindowStart(start)
        .setClosed(true)
        .setObservedAt(start + MINUTE / 2)
        .setFirstRequestAt(start)
        .setRequests(120)
        .setErrors5xx(0)
        .setErrors4xx(0)
        .setErrorsAuth(0)
        .setErrors429(0)
        .setConnections(0)
        .setLatencyHistogram(List.of())
        .setInstances(1)
        .setInstanceStarts(0)
        .setInstanceExits(0)
        .setLateEntries(0)
        .setSignatures(List.of())
        .build();
  }
}
