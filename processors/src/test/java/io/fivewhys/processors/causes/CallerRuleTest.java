// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_RUN_SERVICE;
import static io.fivewhys.SignalKind.CALLER_REJECTED;
import static io.fivewhys.SignalKind.CALL_REJECTED;
import static io.fivewhys.SignalKind.HTTP_AUTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Action;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.FieldChange;
import io.fivewhys.Verdict;
import io.fivewhys.processors.symptoms.Symptom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A service that rejects because a caller was deployed without its credentials. */
class CallerRuleTest {

  private static final FieldChange TOKEN = Story.differs("env.API_TOKEN", "secret:3", null);
  private static final Cause CRON =
      new Cause(CauseKind.REVISION_CONFIG, Story.service("cron"), Story.second("cron"));

  private final Story story =
      new Story()
          .serves("checkout", 0, Story.BAD, 100, 0)
          .serves(Story.first("checkout"), "checkout", Story.BAD, Story.NOW + 1, 100, 0, 40, 0)
          .says("checkout", HTTP_AUTH, 40)
          .hurts("checkout", Symptom.Rule.AUTH)
          .isWell("cron");

  private @Nullable Finding asked() {
    return story.asked(new CallerRule(), "checkout");
  }

  private Story rejectsCron() {
    return story.says("checkout", CALLER_REJECTED, CLOUD_RUN_SERVICE, "cron", 40);
  }

  @Test
  void a_caller_deployed_with_other_credentials_is_why() {
    rejectsCron().deploys("cron", Story.BAD, Verdict.NO_EFFECT, TOKEN);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(CRON);
    assertThat(found.decision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(found.actions())
        .extracting(Action::getCommand)
        .containsExactly(
            "gcloud run services update-traffic cron --to-revisions=cron-00001=100"
                + " --region=us-central1 --project=acme-prod");
  }

  @Test
  void the_caller_may_say_itself_that_it_is_rejected() {
    story
        .says("cron", CALL_REJECTED, CLOUD_RUN_SERVICE, "checkout", 40)
        .deploys("cron", Story.BAD, Verdict.NO_EFFECT, TOKEN);
    assertThat(asked().cause()).isEqualTo(CRON);
  }

  @Test
  void other_code_alone_does_not_lose_credentials() {
    rejectsCron().deploys("cron", Story.BAD, Verdict.NO_EFFECT, Story.differs("image", "a", "b"));
    assertThat(asked()).isNull();
  }

  @Test
  void a_deploy_of_half_an_hour_before_is_not_why() {
    rejectsCron().deploys("cron", Story.BAD - 30, Verdict.NO_EFFECT, TOKEN);
    assertThat(asked()).isNull();
  }

  @Test
  void a_deploy_of_one_who_does_not_call_is_not_why() {
    story.deploys("cron", Story.BAD, Verdict.NO_EFFECT, TOKEN);
    assertThat(asked()).isNull();
  }
}
