// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import static io.fivewhys.processors.revisions.Story.activity;
import static io.fivewhys.processors.revisions.Story.failed;
import static io.fivewhys.processors.revisions.Story.inOrder;
import static io.fivewhys.processors.revisions.Story.micros;
import static io.fivewhys.processors.revisions.Story.minute;
import static io.fivewhys.processors.revisions.Story.revision;
import static io.fivewhys.processors.revisions.Story.secret;
import static io.fivewhys.processors.revisions.Story.serves;
import static io.fivewhys.processors.revisions.Story.serviceGeneration;
import static io.fivewhys.processors.revisions.Story.signature;
import static io.fivewhys.processors.revisions.Story.spec;
import static io.fivewhys.processors.revisions.Story.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.Suspect;
import io.fivewhys.Verdict;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.OlderBuild;
import io.fivewhys.processors.verdicts.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {

  private static final String R41 = "checkout-00041-xyz";
  private static final String R42 = "checkout-00042-abc";
  private static final String R43 = "checkout-00043-def";
  private static final String DEPLOY = "gcloud/534.0.0 command/gcloud.run.deploy";
  private static final String TRAFFIC = "gcloud/534.0.0 command/gcloud.run.services.update-traffic";

  @Test
  void a_deploy_opens_a_change_from_what_served_before() {
    Story story = new Story().tell(deploy()).end();

    RevisionChange first = story.told.get(0);
    RevisionChange last = story.last(R42);
    assertThat(story.changed()).containsExactly(R42);
    assertThat(first.getSequence()).isEqualTo(1);
    assertThat(first.getReason())
        .isEqualTo(R42 + " is ready and has served nothing yet; " + R41 + " still serves");
    assertThat(last.getFromRevision()).isEqualTo(R41);
    assertThat(last.getCreatedAt()).isEqualTo(micros(1_800));
    assertThat(last.getReadyAt()).isEqualTo(micros(1_815));
    assertThat(last.getFirstTrafficAt()).isEqualTo(micros(31 * 60 + 1));
    assertThat(last.getActor()).isEqualTo("***@acme.test");
    assertThat(last.getTool()).isEqualTo(DEPLOY);
    assertThat(last.getDiff()).singleElement().extracting("field").isEqualTo("env.SERVICE_SECRET");
    assertThat(last.getVerdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(story.told).extracting(RevisionChange::getSequence).doesNotHaveDuplicates();
  }

  @Test
  void numbers_that_drift_are_no_news_but_the_final_record_has_the_latest() {
    Story story =
        new Story().tell(inOrder(serves(R41, 0, 30, 100, 0), serves(R42, 30, 95, 100, 50))).end();

    List<RevisionChange> told = story.told;
    assertThat(told).extracting(RevisionChange::getFinal$).containsExactly(false, true);
    assertThat(told.get(0).getRequestsAfter()).isEqualTo(100);
    assertThat(told.get(1).getRequestsAfter()).isEqualTo(6_000);
    assertThat(told.get(1).getRequestsBefore()).isEqualTo(3_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void facts_do_not_depend_on_the_order_in_which_they_come(long seed) {
    List<Object> events = new ArrayList<>(deploy());
    Collections.shuffle(events, new Random(seed));
    // All within one tick: what is looked at is the same, whatever came first.
    PlatformEvent later = revision(7_000, "other-00001-aaa", 7_000);

    RevisionChange expected = last(new Story().tell(deploy()).tell(later));
    RevisionChange shuffled =
        last(new Story().tell(revision(6_999, "other-00001-aaa", 6_999)).tell(events).tell(later));

    for (RevisionChange change : List.of(expected, shuffled)) {
      change.setSequence(0);
      change.setObservedAt(0);
      change.setFinal$(true);
      change.setRequestsAfter(0);
    }
    assertThat(shuffled).as("seed " + seed).hasToString(expected.toString());
  }

  private static RevisionChange last(Story story) {
    RevisionChange last = story.end().last(R42);
    assertThat(last).isNotNull();
    return last;
  }

  @Test
  void the_activity_is_found_by_operation_generation_or_time() {
    PlatformEvent byOperation =
        revision(
            1_815,
            R42,
            1_800,
            body -> {
              body.setOperationId("op-8");
              body.setGeneration(42L); // not the service's, which traffic moves count up too
              return body;
            });
    PlatformEvent byGeneration =
        revision(
            1_815,
            R42,
            1_800,
            body -> {
              body.setGeneration(8L);
              return body;
            });
    PlatformEvent byTime = revision(1_815, R42, 1_800);
    PlatformEvent right = activity(1_799, "checkout", 7, DEPLOY, 0);
    PlatformEvent generation = serviceGeneration(1_830, "checkout", 8, "op-8");

    assertThat(tool(byOperation, generation, right)).isEqualTo(DEPLOY);
    assertThat(tool(right, byGeneration)).isEqualTo(DEPLOY);
    assertThat(tool(byTime, right)).isEqualTo(DEPLOY);
    assertThat(tool(byTime, activity(1_799, "checkout", 7, TRAFFIC, 0))).isNull();
    assertThat(tool(byTime, activity(1_799, "checkout", 7, DEPLOY, 10))).isNull();
    assertThat(tool(byTime, activity(1_100, "checkout", 7, DEPLOY, 0))).isNull();
    assertThat(tool(byOperation, generation, activity(1_799, "checkout", 6, "terraform", 0)))
        .as("that made generation 7")
        .isNull();
  }

  private static String tool(PlatformEvent... events) {
    Story story = new Story().tell(List.<Object>of((Object[]) events)).end();
    RevisionChange change = story.last(R42);
    return change == null ? "no change" : change.getTool();
  }

  @Test
  void a_revision_that_never_became_ready_is_told_with_what_still_serves() {
    Story story =
        new Story()
            .tell(
                inOrder(
                    serves(R41, 0, 40, 100, 0),
                    List.of(failed(1_227, R42, 1_200), failed(1_258, R42, 1_200))))
            .end();

    RevisionChange change = story.last(R42);
    assertThat(change.getVerdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(change.getFromRevision()).isEqualTo(R41);
    assertThat(change.getReadyAt()).isNull();
    assertThat(change.getReason())
        .isEqualTo(
            R42
                + " never became ready (HealthCheckContainerError: The container failed to start.)"
                + " and has served nothing; "
                + R41
                + " still serves");
    assertThat(change.getFindings())
        .containsExactly(
            "never became ready: HealthCheckContainerError: The container failed to start.");
    assertThat(story.told).hasSize(1);
  }

  @Test
  void a_revision_without_traffic_is_final_in_time_and_goes_on_when_traffic_comes() {
    Story story = new Story().tell(revision(60, R42, 50)).tell(serves(R41, 0, 70, 10, 0));

    assertThat(story.last(R42).getFinal$()).isTrue();
    story.tell(serves(R42, 70, 72, 10, 0));
    assertThat(story.last(R42).getFinal$()).isFalse();
    assertThat(story.last(R42).getFirstTrafficAt()).isEqualTo(micros(70 * 60 + 1));
    story.tell(serves(R42, 72, 132, 10, 0));
    assertThat(story.last(R42).getFinal$()).isTrue();
  }

  @Test
  void traffic_that_goes_back_to_an_old_revision_is_no_change_and_restores() {
    Story story =
        new Story()
            .tell(
                inOrder(
                    serves(R42, 0, 10, 100, 0),
                    serves(R43, 10, 20, 100, 60),
                    serves(R41, 20, 40, 100, 0)))
            .end();

    assertThat(story.changed()).containsExactly(R43);
    assertThat(story.last(R43).getFromRevision()).isEqualTo(R42);
    assertThat(story.last(R43).getVerdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(story.last(R43).getRestoredAt()).isEqualTo(micros(20 * 60));
  }

  @Test
  void traffic_may_leave_a_regression_long_after_its_verdict_is_final() {
    Story story =
        new Story()
            .tell(
                inOrder(
                    serves(R41, 0, 10, 100, 0),
                    serves(R42, 10, 200, 100, 60),
                    serves(R41, 200, 210, 100, 0)));

    assertThat(story.last(R42).getRestoredAt()).isEqualTo(micros(200 * 60));
    assertThat(story.last(R42).getFinal$()).isTrue();
    assertThat(story.told).hasSize(3);
  }

  @Test
  void of_two_that_serve_from_the_beginning_the_newer_is_judged() {
    Story story =
        new Story().tell(inOrder(serves(R43, 0, 20, 90, 0), serves(R42, 1, 20, 10, 0))).end();

    assertThat(story.changed()).containsExactly(R43);
    assertThat(story.last(R43).getFromRevision()).isEqualTo(R42);
    assertThat(new Story().tell(serves(R43, 0, 20, 90, 0)).end().told).isEmpty();
  }

  @Test
  void an_old_revision_announced_anew_only_fills_the_history() {
    Story story =
        new Story()
            .tell(inOrder(serves(R41, 0, 20, 90, 0), List.of(revision(300, R41, -86_400))))
            .end();

    assertThat(story.told).isEmpty();
  }

  @Test
  void a_first_revision_has_nothing_before_it() {
    Story story =
        new Story().tell(inOrder(serves(R41, 2, 20, 90, 0), List.of(revision(90, R41, 80)))).end();

    assertThat(story.last(R41).getFromRevision()).isNull();
    assertThat(story.trials.get(0).from()).isEmpty();
  }

  @Test
  void several_deploys_in_ten_minutes_each_have_their_predecessor_and_control() {
    Story story =
        new Story()
            .tell(
                inOrder(
                    serves(R41, 0, 10, 100, 0),
                    serves(R42, 10, 12, 100, 0),
                    serves(R43, 12, 30, 100, 0),
                    List.of(
                        revision(590, R42, 580),
                        revision(710, R43, 700),
                        failed(650, "checkout-00099-bad", 640))))
            .end();

    assertThat(story.last(R42).getFromRevision()).isEqualTo(R41);
    assertThat(story.last(R43).getFromRevision()).isEqualTo(R42);
    assertThat(story.last("checkout-00099-bad").getFromRevision()).isEqualTo(R42);
    Trial trial = story.trials.stream().filter(t -> t.to().equals(R43)).reduce((a, b) -> b).get();
    assertThat(trial.old()).as("hardly any of %s: also %s", R42, R41).hasSize(12);
    assertThat(Story.requests(trial.old())).isEqualTo(1_200);
  }

  @Test
  void services_of_one_project_do_not_mix_but_know_what_they_share() {
    RevisionSpec connected = spec(value("A", "00"));
    connected.setConnector("projects/acme-prod/locations/us-central1/connectors/app-connector");
    RevisionSpec alone = spec(value("A", "00"));
    Story story =
        new Story()
            .tell(
                inOrder(
                    serves(R41, 0, 10, 100, 0),
                    serves(R42, 10, 30, 100, 0),
                    serves("catalog-00007-aaa", 0, 30, 50, 5),
                    serves("gateway-00007-aaa", 0, 30, 50, 5),
                    List.of(
                        announced("catalog-00007-aaa", -90_000, connected),
                        announced("gateway-00007-aaa", -90_000, alone),
                        announced(R42, 590, connected))))
            .end();

    Trial trial = story.trials.get(story.trials.size() - 1);
    assertThat(story.changed()).containsExactly(R42);
    assertThat(trial.neighbours())
        .singleElement()
        .satisfies(neighbour -> {
          assertThat(neighbour.service()).isEqualTo("catalog");
          assertThat(neighbour.shared()).isEqualTo("connector app-connector");
          assertThat(neighbour.minutes()).hasSize(30);
        });
  }

  private static PlatformEvent announced(String revision, double created, RevisionSpec spec) {
    return revision(
        595,
        revision,
        created,
        body -> {
          body.setSpec(spec);
          return body;
        });
  }

  @Test
  void errors_that_the_old_revision_logged_within_a_day_are_not_new() {
    Story story =
        new Story()
            .tell(minute(R41, 0, 100, 1, signature("a1", 3, "old error")))
            .tell(serves(R41, 1, 600, 100, 0))
            .tell(
                minute(
                    R42,
                    600,
                    100,
                    50,
                    signature("a1", 90, "old error"),
                    signature("b2", 2, "rare"),
                    signature("c3", 7, "y".repeat(400)),
                    signature("other", 70, "further")))
            .end();

    assertThat(story.last(R42).getNewSignatures()).containsExactly("y".repeat(300), "rare");
  }

  @Test
  void requests_may_be_seen_before_the_announcement() {
    Story story =
        new Story()
            .tell(inOrder(serves(R41, 0, 10, 100, 0), serves(R42, 10, 15, 100, 0)))
            .tell(revision(15 * 60 + 5, R42, 595))
            .tell(activity(594, "checkout", 41, DEPLOY, 0))
            .tell(serves(R42, 15, 20, 100, 0))
            .end();

    assertThat(story.changed()).containsExactly(R42);
    assertThat(story.last(R42).getCreatedAt()).isEqualTo(micros(595));
    assertThat(story.last(R42).getTool()).isEqualTo(DEPLOY);
    assertThat(story.last(R42).getSequence()).isEqualTo(2);
  }

  @Test
  void a_regression_names_its_suspects() {
    Story story = new Story().tell(deploy()).end();

    assertThat(story.last(R42).getSuspects())
        .singleElement()
        .extracting(Suspect::getField)
        .isEqualTo("env.SERVICE_SECRET");
  }

  @Test
  void a_spec_that_nobody_announced_is_asked_for_once() {
    List<String> asked = new ArrayList<>();
    SpecResolver resolver =
        (project, location, revision) -> {
          asked.add(revision);
          return revision.equals(R41) ? spec(value("A", "00")) : spec(value("A", "11"));
        };
    Story story =
        new Story(Settings.defaults(), resolver)
            .tell(inOrder(serves(R41, 0, 10, 100, 0), serves(R42, 10, 20, 100, 0)))
            .restart()
            .tell(serves(R42, 20, 25, 100, 0))
            .end();

    assertThat(asked).containsExactly(R42, R41);
    assertThat(story.last(R42).getDiff()).hasSize(1);
  }

  @Test
  void a_restart_anywhere_changes_no_record() {
    List<Object> happenings = longStory();
    List<RevisionChange> expected = new Story().tell(happenings).end().told;
    for (int cut = 1; cut < happenings.size(); cut += 7) {
      Story story = new Story().tell(happenings.subList(0, cut)).restart();
      story.tell(happenings.subList(cut, happenings.size())).end();

      assertThat(story.told).as("restarted after " + cut).isEqualTo(expected);
      assertThat(story.restart().end().told).as("told twice").isEqualTo(expected);
    }
  }

  @Test
  void what_an_older_build_kept_is_taken_up() throws IOException {
    List<Object> happenings = longStory();
    List<RevisionChange> expected = new Story().tell(happenings).end().told;
    int half = happenings.size() / 2;
    Story story = new Story().tell(happenings.subList(0, half));
    List<String> keys =
        story.state.keySet().stream().filter(key -> key.startsWith("revision/")).toList();
    for (String key : keys) {
      story.state.put(key, OlderBuild.message(StateKey.REVISIONS.decode(story.state.get(key))));
    }
    story.restart().tell(happenings.subList(half, happenings.size())).end();

    assertThat(keys).isNotEmpty();
    assertThat(story.told).isEqualTo(expected);
  }

  @Test
  void state_is_small_pieces_and_old_ones_go() {
    Story story = new Story().tell(longStory());
    int before = story.state.size();
    story.tell(serves(R43, 300, 302, 1, 0));

    assertThat(before).isGreaterThan(200);
    assertThat(story.state).hasSizeLessThan(30);
    assertThat(story.state.values()).allMatch(value -> value.length < 100_000);
  }

  @Test
  void ten_thousand_revisions_are_bounded() {
    Story story =
        new Story(
            Settings.of(Map.of("revisions.kept", "50", "revisions.final_after", "5m")),
            SpecResolver.NONE);
    for (int i = 0; i < 10_000; i++) {
      String name = "checkout-%05d-abc".formatted(i);
      story.tell(revision(60.0 * i, name, 60.0 * i - 10));
      story.tell(minute(name, i, 10, 0));
    }
    story.end();

    assertThat(story.revisions.size()).isLessThanOrEqualTo(100);
    assertThat(story.state).hasSizeLessThan(1_000);
    assertThat(story.changed()).hasSizeGreaterThan(9_990);
    assertThat(story.told.get(story.told.size() - 1).getFromRevision())
        .isEqualTo("checkout-09998-abc");
  }

  @Test
  void repeated_snapshots_of_a_minute_replace_each_other() {
    Story story = new Story().tell(serves(R41, 0, 10, 100, 0));
    ServiceMinute early = minute(R42, 10, 10, 0);
    early.setObservedAt(micros(620));
    story.tell(early);
    ServiceMinute closed = minute(R42, 10, 30, 0);
    closed.setClosed(true);
    story.tell(closed).tell(closed).end();

    assertThat(Story.requests(story.trials.get(story.trials.size() - 1).fresh())).isEqualTo(30);
  }

  /** The old revision serves, a new one is deployed, takes over and fails half of its requests. */
  private static List<Object> deploy() {
    RevisionSpec before = spec(secret("SERVICE_SECRET", "service-secret", "latest"));
    RevisionSpec after = spec();
    return inOrder(
        serves(R41, 0, 31, 100, 0),
        serves(R42, 31, 60, 100, 50),
        List.of(
            revision(
                5,
                R41,
                -86_400,
                body -> {
                  body.setSpec(before);
                  return body;
                }),
            activity(1_799, "checkout", 41, DEPLOY, 0),
            revision(
                1_815,
                R42,
                1_800,
                body -> {
                  body.setSpec(after);
                  body.setOperationId("op-42");
                  return body;
                }),
            revision(
                1_823,
                R42,
                1_800,
                body -> {
                  body.setSpec(after);
                  body.setReadyAt(micros(1_815) * 1_000);
                  body.setOperationId("op-42");
                  return body;
                }),
            serviceGeneration(1_825, "checkout", 42, "op-42")));
  }

  private static List<Object> longStory() {
    return inOrder(
        deploy(),
        serves(R41, 60, 70, 80, 0),
        serves(R43, 70, 150, 80, 1),
        serves("catalog-00001-aaa", 0, 100, 5, 0),
        serves("catalog-00002-bbb", 100, 150, 5, 5),
        List.of(
            failed(400, "catalog-00003-ccc", 390),
            activity(4_195, "checkout", 42, DEPLOY, 0),
            revision(4_215, R43, 4_200),
            minute(R43, 151, 50, 40, signature("d4", 40, "boom"))));
  }

  @Test
  void records_are_small_enough_for_a_message() {
    Story story = new Story().tell(longStory()).end();

    assertThat(story.told)
        .allMatch(change -> Topics.REVISION_CHANGES.codec().encode(change).length < 100_000);
  }
}
