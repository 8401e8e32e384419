// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.SignalKind.HTTP_429;
import static io.fivewhys.SignalKind.NO_INSTANCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Action;
import io.fivewhys.CauseKind;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Too many requests, or too few instances. */
class InstanceRuleTest {

  private final Story story = new Story().serves("checkout", 0, Story.BAD, 100, 0);

  private @Nullable Finding asked() {
    return story.asked(new InstanceRule(), "checkout");
  }

  private Story turnsAway(long requests, long turnedAway) {
    return story
        .serves(
            Story.first("checkout"),
            "checkout",
            Story.BAD,
            Story.NOW + 1,
            requests,
            0,
            0,
            turnedAway)
        .hurts("checkout", Symptom.Rule.THROTTLED);
  }

  @Test
  void as_many_requests_as_ever_meet_a_low_limit() {
    turnsAway(110, 50).spec("checkout", spec -> spec.setMaxScale(4));
    story.says("checkout", NO_INSTANCE, 50);
    Finding found = asked();
    assertThat(found.cause())
        .isEqualTo(Cause.of(CauseKind.INSTANCE_LIMIT, Story.service("checkout")));
    assertThat(found.actions())
        .extracting(Action::getCommand)
        .containsExactly(
            "gcloud run services update checkout --max-instances=8 --region=us-central1"
                + " --project=acme-prod");
  }

  @Test
  void far_more_requests_than_ever_are_a_surge() {
    turnsAway(600, 400).says("checkout", NO_INSTANCE, 400);
    Finding found = asked();
    assertThat(found.cause().kind()).isEqualTo(CauseKind.TRAFFIC_SURGE);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .last()
        .isEqualTo("600 requests a minute came; 100 are usual");
  }

  @Test
  void without_a_known_limit_none_is_made_up() {
    turnsAway(110, 50).says("checkout", NO_INSTANCE, 50);
    assertThat(asked().actions()).extracting(Action::getCommand).containsOnlyNulls();
  }

  @Test
  void a_429_of_the_applications_own_is_not_the_platforms() {
    turnsAway(110, 50).says("checkout", HTTP_429, 50);
    assertThat(asked()).isNull();
  }
}
