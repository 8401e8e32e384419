// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Escalation;
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Symptom;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentDiffTest {

  private static final String TEN = "2026-03-01T10:00:00Z";
  private static final String ELEVEN = "2026-03-01T11:00:00Z";
  private static final String NOON = "2026-03-01T12:00:00Z";

  @Test
  void what_only_one_of_them_tells_is_told_apart() {
    Incident early = incident("a", "checkout", "orders-db", TEN, "2026-03-01T10:10:00Z");
    Incident late = incident("b", "checkout", "orders-db", NOON, "2026-03-01T12:10:00Z");

    IncidentDiff diff = IncidentDiff.of(List.of(early), List.of(late));

    assertThat(diff.onlyNew()).containsExactly(early);
    assertThat(diff.onlyOld()).containsExactly(late);
    assertThat(diff.both()).isEmpty();
  }

  @Test
  void the_same_at_the_same_time_is_no_difference() {
    Incident one = incident("a", "checkout", "orders-db", TEN, ELEVEN);
    Incident other = incident("b", "checkout", "orders-db", TEN, NOON);

    IncidentDiff diff = IncidentDiff.of(List.of(one), List.of(other));

    assertThat(diff.both()).hasSize(1).allMatch(IncidentDiff.Pair::same);
    assertThat(diff.onlyNew()).isEmpty();
    assertThat(diff.onlyOld()).isEmpty();
  }

  @Test
  void later_by_minutes_with_another_severity_and_cause_is_told_so() {
    Incident fresh = incident("a", "checkout", "cache", "2026-03-01T10:07:00Z", NOON);
    fresh.latest().setSeverity(Severity.P0);
    Incident old = incident("b", "checkout", "orders-db", TEN, NOON);

    IncidentDiff.Pair pair = IncidentDiff.of(List.of(fresh), List.of(old)).both().getFirst();

    assertThat(pair.laterMicros()).isEqualTo(7 * 60_000_000L);
    assertThat(pair.sameSeverity()).isFalse();
    assertThat(pair.sameCause()).isFalse();
    assertThat(pair.same()).isFalse();
  }

  @Test
  void one_that_shares_the_cause_goes_before_one_that_shares_a_service() {
    Incident fresh = incident("a", "checkout", "orders-db", TEN, NOON);
    Incident sharesService = incident("b", "checkout", "cache", TEN, NOON);
    Incident sharesCause = incident("c", "catalog", "orders-db", ELEVEN, NOON);

    IncidentDiff diff = IncidentDiff.of(List.of(fresh), List.of(sharesService, sharesCause));

    assertThat(diff.both()).containsExactly(new IncidentDiff.Pair(fresh, sharesCause));
    assertThat(diff.onlyOld()).containsExactly(sharesService);
  }

  @Test
  void another_project_is_another_incident() {
    Incident fresh = incident("a", "checkout", "orders-db", TEN, NOON);
    Incident old = incident("b", "checkout", "orders-db", TEN, NOON);
    old.latest().setProject("acme-test");

    assertThat(IncidentDiff.of(List.of(fresh), List.of(old)).both()).isEmpty();
  }

  @Test
  void an_incident_that_is_not_over_goes_on() {
    Escalation open = Incidents.opened();
    Incident late = incident("b", "checkout", "orders-db", NOON, "2026-03-01T12:10:00Z");

    IncidentDiff diff = IncidentDiff.of(List.of(new Incident(List.of(open))), List.of(late));

    assertThat(diff.both()).hasSize(1);
  }

  static Incident incident(
      String id, String service, String database, String opened, String resolved) {
    Component hurt = new Component(ComponentKind.CLOUD_RUN_SERVICE, service);
    Component cause = new Component(ComponentKind.CLOUD_SQL_INSTANCE, database);
    Escalation told = Incidents.resolved();
    told.setIncidentId(id);
    told.setBeganAt(null);
    told.setOpenedAt(Incidents.micros(opened));
    told.setResolvedAt(Incidents.micros(resolved));
    told.setSymptom(Symptom.newBuilder(told.getSymptom()).setComponent(hurt).build());
    told.setAffected(List.of(hurt));
    told.setRootCause(new RootCause(CauseKind.SQL_SLOW, cause, null, Basis.OBSERVED, 0.9));
    return new Incident(List.of(told));
  }
}
