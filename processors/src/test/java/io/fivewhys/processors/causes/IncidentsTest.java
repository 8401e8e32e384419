// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_RUN_SERVICE;
import static io.fivewhys.IncidentStatus.OPENED;
import static io.fivewhys.IncidentStatus.RESOLVED;
import static io.fivewhys.IncidentStatus.UPDATED;
import static io.fivewhys.SignalKind.CALL_FAILED;
import static io.fivewhys.SignalKind.MEMORY_LIMIT;
import static io.fivewhys.SignalKind.NO_INSTANCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.CauseKind;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.KnownIncident;
import io.fivewhys.KnownPending;
import io.fivewhys.Severity;
import io.fivewhys.SignalKind;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Configuration.IncidentRules;
import io.fivewhys.processors.objectives.Configuration.Silence;
import io.fivewhys.processors.objectives.Scope;
import io.fivewhys.processors.symptoms.Symptom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When an incident is opened, told again, resolved and taken up again. */
class IncidentsTest {

  private static final double TICK = 1 / 6.0;

  /** One project, looked at every ten seconds. */
  private static final class Run implements Incidents.Memory {
    final Story story = new Story();
    final List<Escalation> told = new ArrayList<>();
    final TreeMap<String, byte[]> state = new TreeMap<>();
    private final TreeMap<String, Double> hurting = new TreeMap<>();
    private final Configuration configuration;
    private Incidents incidents;
    private double now;
    private double restart = Double.MAX_VALUE;

    Run() {
      this(Configuration.DEFAULTS);
    }

    Run(Configuration configuration) {
      this.configuration = configuration;
      this.incidents = new Incidents(Story.PROJECT, configuration, this);
    }

    @Override
    public void keep(String id, @Nullable KnownIncident incident) {
      put(id, incident == null ? null : StateKey.INCIDENTS.encode(incident));
    }

    @Override
    public void keep(Place place, @Nullable Pending waiting) {
      put(
          StateKey.pending(Story.PROJECT, place),
          waiting == null ? null : StateKey.PENDING.encode(waiting.save(Story.PROJECT, place)));
    }

    private void put(String key, byte @Nullable [] value) {
      if (value == null) {
        state.remove(key);
      } else {
        state.put(key, value);
      }
    }

    /** Requests fail, and so often it says why. */
    Run fails(String service, double from, double to, SignalKind why) {
      story.says(Story.first(service), service, (long) from, (long) to, why, null, "", 20, null);
      return failsWithoutAWord(service, from, to);
    }

    Run failsWithoutAWord(String service, double from, double to) {
      story.serves(service, (long) from, (long) to, 100, 15);
      return this;
    }

    Run hurts(String service, double since) {
      hurting.put(service, since);
      now = Math.max(now, since);
      return this;
    }

    Run recovers(String service) {
      hurting.remove(service);
      story.recovers(service);
      return this;
    }

    Run until(double minute) {
      for (; now < minute; now += TICK) {
        if (now >= restart) {
          restart();
        }
        hurting.forEach((service, since) -> story.hurts(service, since, now, Symptom.Rule.ERRORS));
        long at = Story.micros(now);
        incidents.settle(story.board, at);
        story.board.forgetBefore(Board.minuteOf(at) - Board.HORIZON_MINUTES);
        told.addAll(incidents.look(story.scene(), at));
      }
      return this;
    }

    /** The process ends then, and another takes up what was saved. */
    Run restartsAt(double minute) {
      restart = minute;
      return this;
    }

    private void restart() {
      restart = Double.MAX_VALUE;
      incidents = new Incidents(Story.PROJECT, configuration, this);
      state.forEach((key, value) -> {
        if (key.startsWith("inc-")) {
          incidents.restore(StateKey.INCIDENTS.decode(value));
        } else {
          KnownPending known = StateKey.PENDING.decode(value);
          incidents.restore(
              Place.of(known.getComponent(), known.getLocation()), Pending.restore(known));
        }
      });
    }

    List<Object> statuses() {
      return told.stream().<Object>map(Escalation::getStatus).toList();
    }

    Escalation last() {
      return told.getLast();
    }
  }

  private static Run outOfMemory() {
    return new Run().fails("checkout", 60, 300, MEMORY_LIMIT).hurts("checkout", 60);
  }

  @Test
  void it_is_opened_once_while_it_hurts() {
    Run run = outOfMemory().until(80);
    assertThat(run.statuses()).containsExactly(OPENED);
    Escalation opened = run.last();
    assertThat(opened.getSequence()).isEqualTo(1);
    assertThat(opened.getRootCause().getKind()).isEqualTo(CauseKind.MEMORY_LIMIT);
    assertThat(opened.getOpenedAt()).isBetween(Story.micros(60.5), Story.micros(61));
    assertThat(opened.getObservedAt()).isEqualTo(opened.getOpenedAt());
    assertThat(opened.getResolvedAt()).isNull();
  }

  @Test
  void what_cannot_be_explained_is_told_after_a_while() {
    Run run = new Run().failsWithoutAWord("checkout", 60, 80).hurts("checkout", 60).until(62);
    assertThat(run.told).isEmpty();
    run.until(70);
    assertThat(run.statuses()).containsExactly(OPENED);
    assertThat(run.last().getRootCause().getKind()).isEqualTo(CauseKind.UNKNOWN);
  }

  @Test
  void a_cause_that_is_found_later_is_told_at_once() {
    Run run =
        new Run()
            .failsWithoutAWord("checkout", 60, 65)
            .fails("checkout", 65, 80, MEMORY_LIMIT)
            .hurts("checkout", 60)
            .until(80);
    assertThat(run.statuses()).startsWith(OPENED, UPDATED);
    assertThat(run.told)
        .extracting(each -> each.getRootCause().getKind())
        .startsWith(CauseKind.UNKNOWN, CauseKind.MEMORY_LIMIT);
    assertThat(run.told)
        .extracting(Escalation::getIncidentId)
        .containsOnly(run.last().getIncidentId());
  }

  @Test
  void who_hurts_of_the_same_joins() {
    Run run = outOfMemory().failsWithoutAWord("frontend", 61, 300);
    run.story.says(
        Story.first("frontend"),
        "frontend",
        61,
        300,
        CALL_FAILED,
        CLOUD_RUN_SERVICE,
        "checkout",
        30,
        null);
    run.until(61).hurts("frontend", 61).until(80);
    assertThat(run.told)
        .extracting(Escalation::getIncidentId)
        .containsOnly(run.last().getIncidentId());
    assertThat(run.last().getAffected())
        .containsExactly(new Component(CLOUD_RUN_SERVICE, "frontend"));
  }

  @Test
  void two_causes_are_two_incidents() {
    Run run = outOfMemory().fails("search", 60, 300, NO_INSTANCE).hurts("search", 60).until(80);
    assertThat(run.statuses()).containsExactly(OPENED, OPENED);
    assertThat(run.told).extracting(Escalation::getIncidentId).doesNotHaveDuplicates();
  }

  @Test
  void it_is_resolved_when_all_has_been_quiet_for_long_enough() {
    Run run = outOfMemory().until(70).recovers("checkout").until(79);
    assertThat(run.statuses()).containsExactly(OPENED);
    run.until(81);
    assertThat(run.statuses()).containsExactly(OPENED, RESOLVED);
    assertThat(run.last().getSequence()).isEqualTo(2);
    assertThat(run.last().getResolvedAt())
        .as("it was over when it last hurt")
        .isBetween(Story.micros(69), Story.micros(70));
    assertThat(run.last().getImpact().getFailedRequests()).isEqualTo(10 * 15);
    run.until(200);
    assertThat(run.statuses()).as("and told no more").containsExactly(OPENED, RESOLVED);
    assertThat(run.state).as("and forgotten").isEmpty();
  }

  @Test
  void a_pause_shorter_than_that_is_the_same_trouble() {
    Run run = outOfMemory();
    for (int minute = 60; minute < 100; minute += 10) {
      run.hurts("checkout", minute).until(minute + 5).recovers("checkout").until(minute + 10);
    }
    assertThat(run.statuses()).doesNotContain(RESOLVED).startsWith(OPENED);
    assertThat(run.told)
        .extracting(Escalation::getIncidentId)
        .containsOnly(run.last().getIncidentId());
  }

  @Test
  void a_cause_that_comes_back_soon_goes_on() {
    Run run =
        new Run()
            .fails("checkout", 60, 65, MEMORY_LIMIT)
            .fails("checkout", 85, 95, MEMORY_LIMIT)
            .hurts("checkout", 60)
            .until(65)
            .recovers("checkout")
            .until(85)
            .hurts("checkout", 85)
            .until(90);
    assertThat(run.statuses()).startsWith(OPENED, RESOLVED).hasSizeGreaterThan(2);
    assertThat(run.told)
        .extracting(Escalation::getIncidentId)
        .containsOnly(run.last().getIncidentId());
    assertThat(run.last().getStatus()).isNotEqualTo(RESOLVED);
    assertThat(run.last().getResolvedAt()).isNull();
    assertThat(run.told).extracting(Escalation::getSequence).startsWith(1, 2, 3);
  }

  @Test
  void a_cause_that_comes_back_late_is_another_incident() {
    Run run =
        outOfMemory().until(70).recovers("checkout").until(120).hurts("checkout", 120).until(125);
    assertThat(run.statuses()).containsExactly(OPENED, RESOLVED, OPENED);
    assertThat(run.told.get(2).getIncidentId()).isNotEqualTo(run.told.get(0).getIncidentId());
  }

  @Test
  void one_that_goes_on_is_told_again_at_checkpoints() {
    Run run = outOfMemory().until(60 + 119);
    int before = run.told.size();
    run.until(60 + 125);
    assertThat(run.told).hasSize(before + 1);
    assertThat(run.last().getStatus()).isEqualTo(UPDATED);
    assertThat(run.last().getObservedAt() - run.last().getOpenedAt()).isEqualTo(2 * 3_600_000_000L);
  }

  @Test
  void what_gets_worse_is_told_at_once() {
    Run run = outOfMemory().until(64);
    assertThat(run.last().getSeverity()).isEqualTo(Severity.P2);
    run.story.serves("checkout", 64, 80, 100, 90);
    run.until(68);
    assertThat(run.last().getSeverity()).isEqualTo(Severity.P1);
    assertThat(run.last().getStatus()).isEqualTo(UPDATED);
  }

  @Test
  void one_incident_found_to_be_of_another_goes_into_it() {
    Run run = outOfMemory().failsWithoutAWord("frontend", 60, 300).hurts("frontend", 60);
    run.story.says(
        Story.first("frontend"),
        "frontend",
        66,
        300,
        CALL_FAILED,
        CLOUD_RUN_SERVICE,
        "checkout",
        30,
        null);
    run.until(80);
    assertThat(run.statuses()).containsOnlyOnce(RESOLVED);
    Escalation resolved =
        run.told.stream().filter(each -> each.getStatus() == RESOLVED).findFirst().orElseThrow();
    assertThat(resolved.getRootCause().getKind()).isEqualTo(CauseKind.UNKNOWN);
    assertThat(run.last().getRootCause().getKind()).isEqualTo(CauseKind.MEMORY_LIMIT);
    assertThat(run.last().getAffected())
        .containsExactly(new Component(CLOUD_RUN_SERVICE, "frontend"));
  }

  @Test
  void sequences_count_up_by_one() {
    Run run = outOfMemory().until(200).recovers("checkout").until(260);
    for (int i = 0; i < run.told.size(); i++) {
      assertThat(run.told.get(i).getSequence()).isEqualTo(i + 1);
    }
    assertThat(run.statuses()).endsWith(RESOLVED);
  }

  @Test
  void the_same_gives_the_same() {
    assertThat(outOfMemory().until(80).told).isEqualTo(outOfMemory().until(80).told);
  }

  @Test
  void a_restart_repeats_nothing_and_forgets_nothing() {
    List<Escalation> whole = comesBack(outOfMemory()).told;
    for (double at : List.of(62.0, 80.0, 94.0, 97.0, 99.0, 103.0, 112.0)) {
      assertThat(comesBack(outOfMemory().restartsAt(at)).told)
          .as("restarted at %s", at)
          .isEqualTo(whole);
    }
  }

  private static Run comesBack(Run run) {
    return run.until(85).recovers("checkout").until(100).hurts("checkout", 100).until(115);
  }

  @Test
  void one_that_was_silenced_wakes_nobody() {
    Instant from = Instant.EPOCH.plusNanos(Story.micros(0) * 1_000);
    Silence silence = new Silence(Scope.EVERYTHING, from, from.plusSeconds(36_000), "for the test");
    Run run =
        new Run(
            new Configuration(
                Configuration.DEFAULTS.objectives(),
                List.of(silence),
                List.of(),
                List.of(),
                IncidentRules.DEFAULTS));
    run.fails("checkout", 60, 300, MEMORY_LIMIT).hurts("checkout", 60).until(80);
    assertThat(run.last().getSeverity()).isEqualTo(Severity.P3);
  }
}
