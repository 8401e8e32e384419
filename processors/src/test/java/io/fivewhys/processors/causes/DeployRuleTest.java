// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.SignalKind.CONFIG_MISSING;
import static io.fivewhys.SignalKind.CONTAINER_EXIT;
import static io.fivewhys.SignalKind.HTTP_5XX;
import static io.fivewhys.SignalKind.MEMORY_LIMIT;
import static io.fivewhys.SignalKind.MODULE_MISSING;
import static io.fivewhys.SignalKind.NO_INSTANCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Exonerated;
import io.fivewhys.FieldChange;
import io.fivewhys.RevisionChange;
import io.fivewhys.SignalKind;
import io.fivewhys.Verdict;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a deploy is to blame for, and what it only came before. */
class DeployRuleTest {

  private static final String OLD = Story.first("checkout");
  private static final String NEW = Story.second("checkout");
  private static final FieldChange IMAGE = Story.differs("image", "shop:41", "shop:42");
  private static final FieldChange URL = Story.differs("env.ORDERS_URL", "plain", null);

  private final Story story = new Story().serves("checkout", 0, Story.BAD, 100, 0);

  private @Nullable Finding asked() {
    return story.asked(new DeployRule(), "checkout");
  }

  private Story newOneServes(long requests, long errors) {
    return story
        .serves(NEW, "checkout", Story.BAD, Story.NOW + 1, requests, errors, 0, 0)
        .hurts("checkout", Symptom.Rule.ERRORS);
  }

  private Story newOneSays(SignalKind kind, String target, long count) {
    return story.says(NEW, "checkout", Story.BAD, Story.NOW + 1, kind, null, target, count, null);
  }

  private static Cause cause(CauseKind kind) {
    return new Cause(kind, Story.service("checkout"), NEW);
  }

  @Test
  void other_code_that_fails_is_rolled_back() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.REGRESSION, IMAGE);
    newOneSays(HTTP_5XX, "", 60);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.REVISION_CODE));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.decision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(found.actions())
        .first()
        .isEqualTo(
            new Action(
                "Send all traffic back to checkout-00001, which failed 0 % of its last 6,000"
                    + " requests",
                "gcloud run services update-traffic checkout --to-revisions=checkout-00001=100"
                    + " --region=us-central1 --project=acme-prod"));
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .containsExactly(
            "they fail on checkout-00002: for the test", "image went from shop:41 to shop:42");
  }

  @Test
  void another_setting_alone_is_configuration() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.REGRESSION, URL);
    assertThat(asked().cause()).isEqualTo(cause(CauseKind.REVISION_CONFIG));
  }

  @Test
  void a_variable_that_is_missed_by_name_is_why() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.REGRESSION, IMAGE, URL);
    newOneSays(CONFIG_MISSING, "ORDERS_URL", 3);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.REVISION_CONFIG));
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .contains(
            "variable ORDERS_URL is not set",
            "env.ORDERS_URL is gone; image went from shop:41 to shop:42");
    assertThat(found.actions())
        .extracting(Action::getCommand)
        .contains(
            "gcloud run services update checkout --update-secrets=ORDERS_URL=SECRET:VERSION"
                + " --region=us-central1 --project=acme-prod");
  }

  @Test
  void one_that_never_serves_is_a_failed_start() {
    story
        .serves("checkout", Story.BAD, Story.NOW + 1, 100, 0)
        .hurts("checkout", Symptom.Rule.STARTUP)
        .deploys(neverServed());
    newOneSays(CONTAINER_EXIT, "exit code 1", 2);
    newOneSays(MODULE_MISSING, "fastapi", 2);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.REVISION_STARTUP_FAILURE));
    assertThat(found.decision()).as("the old one still serves").isEqualTo(Decision.INVESTIGATE);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .contains("module fastapi is not in the image");
  }

  private static RevisionChange neverServed() {
    RevisionChange change = Story.change("checkout", Story.BAD, Verdict.INSUFFICIENT_DATA, IMAGE);
    change.setFirstTrafficAt(null);
    return change;
  }

  @Test
  void a_first_revision_cannot_be_rolled_back() {
    newOneServes(100, 60);
    RevisionChange first = Story.change("checkout", Story.BAD, Verdict.REGRESSION, URL);
    first.setFromRevision(null);
    story.deploys(first);
    assertThat(asked().decision()).isEqualTo(Decision.FIX_CONFIG);
    assertThat(asked().actions())
        .extracting(Action::getCommand)
        .noneMatch(command -> command != null && command.contains("update-traffic"));
  }

  @Test
  void a_rollback_is_not_advised_where_the_old_one_fails_too() {
    newOneServes(100, 60)
        .serves("checkout", Story.BAD, Story.NOW + 1, 20, 12)
        .deploys("checkout", Story.BAD, Verdict.REGRESSION, IMAGE);
    assertThat(asked().decision()).isEqualTo(Decision.INVESTIGATE);
    assertThat(asked().actions())
        .extracting(Action::getText)
        .first()
        .isEqualTo("A rollback will not help: checkout-00001 fails too");
  }

  @Test
  void until_its_verdict_is_known_one_that_has_just_come_may_be_blamed() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.INSUFFICIENT_DATA, IMAGE);
    assertThat(asked().basis()).isEqualTo(Basis.INFERRED);
  }

  @Test
  void until_its_verdict_is_known_one_of_long_before_is_not_blamed() {
    newOneServes(100, 60).deploys("checkout", Story.BAD - 20, Verdict.INSUFFICIENT_DATA, IMAGE);
    assertThat(asked()).isNull();
  }

  @Test
  void one_that_fails_no_more_than_the_old_one_is_cleared() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.SHARED_CAUSE, IMAGE);
    assertThat(asked()).isNull();
    assertThat(story.cleared("checkout"))
        .extracting(Exonerated::getReason)
        .containsExactly("not the deploy of checkout-00002: for the test");
  }

  @Test
  void one_that_came_when_it_had_begun_is_cleared() {
    newOneServes(100, 60).deploys("checkout", Story.BAD + 3, Verdict.REGRESSION, IMAGE);
    assertThat(asked()).isNull();
    assertThat(story.cleared("checkout"))
        .extracting(Exonerated::getReason)
        .containsExactly(
            "not the deploy of checkout-00002: it took traffic after the trouble began");
  }

  @Test
  void a_failure_of_the_old_revision_is_not_the_new_ones() {
    newOneServes(10, 1)
        .serves("checkout", Story.BAD, Story.NOW + 1, 100, 60)
        .deploys("checkout", Story.BAD, Verdict.REGRESSION, IMAGE);
    assertThat(asked()).isNull();
  }

  @Test
  void a_limit_that_it_ran_into_and_did_not_move_is_the_limit() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.REGRESSION, IMAGE);
    newOneSays(MEMORY_LIMIT, "", 30);
    assertThat(asked()).isNull();
  }

  @Test
  void a_limit_that_it_lowered_is_its_own_doing() {
    newOneServes(100, 60)
        .deploys(
            "checkout", Story.BAD, Verdict.REGRESSION, Story.differs("scaling.max", "40", "2"));
    newOneSays(NO_INSTANCE, "", 60);
    assertThat(asked().cause()).isEqualTo(cause(CauseKind.REVISION_CONFIG));
  }

  @Test
  void the_old_revision_is_named_in_the_reason_to_roll_back() {
    newOneServes(100, 60).deploys("checkout", Story.BAD, Verdict.REGRESSION, IMAGE);
    assertThat(asked().actions()).extracting(Action::getText).first().asString().contains(OLD);
  }
}
