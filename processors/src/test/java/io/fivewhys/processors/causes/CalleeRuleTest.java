// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_RUN_SERVICE;
import static io.fivewhys.ComponentKind.OTHER;
import static io.fivewhys.SignalKind.CALL_FAILED;
import static io.fivewhys.SignalKind.CALL_TIMEOUT;
import static io.fivewhys.SignalKind.MEMORY_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Exonerated;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import org.junit.jupiter.api.Test;

/** Who fails because another one does. */
class CalleeRuleTest {

  private static final Cause MEMORY_OF_ORDERS =
      new Cause(CauseKind.MEMORY_LIMIT, Story.service("orders"), Story.first("orders"));

  private final Story story = new Story();

  /** Orders runs out of memory, and the frontend fails with it. */
  private Story ordersFails() {
    return story
        .fails("frontend", 100, 40)
        .fails("orders", 100, 40)
        .says("orders", MEMORY_LIMIT, 20);
  }

  @Test
  void what_calls_a_service_that_fails_fails_of_its_cause() {
    ordersFails().says("frontend", CALL_FAILED, CLOUD_RUN_SERVICE, "orders", 38);
    Finding found = story.found("frontend");
    assertThat(found.cause()).isEqualTo(MEMORY_OF_ORDERS);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .first()
        .isEqualTo("its calls to orders fail");
    assertThat(found.whys()).hasSizeGreaterThan(1);
  }

  @Test
  void an_address_means_the_service_behind_it() {
    ordersFails().says("frontend", CALL_TIMEOUT, OTHER, "orders-k3jx5qwzva-uc.a.run.app", 38);
    assertThat(story.found("frontend").cause()).isEqualTo(MEMORY_OF_ORDERS);
  }

  @Test
  void of_two_names_that_begin_alike_the_longer_is_meant() {
    ordersFails()
        .isWell("orders-admin")
        .says("frontend", CALL_TIMEOUT, OTHER, "orders-admin-k3jx5qwzva-uc.a.run.app", 38);
    assertThat(story.found("frontend").cause()).isNotEqualTo(MEMORY_OF_ORDERS);
  }

  @Test
  void traces_tell_who_calls_where_nobody_says_so() {
    ordersFails()
        .failedTracesAt("frontend", 1_000L, 3L, 5L, 8L)
        .failedTracesAt("orders", 1_020L, 3L, 5L, 8L);
    Finding found = story.found("frontend");
    assertThat(found.cause()).isEqualTo(MEMORY_OF_ORDERS);
    assertThat(story.found("orders").whys())
        .as("the callee does not fail of its caller")
        .hasSizeLessThan(found.whys().size());
  }

  @Test
  void who_fails_in_the_same_minutes_is_not_called_for_that() {
    ordersFails();
    assertThat(story.found("frontend").cause().kind()).isEqualTo(CauseKind.UNKNOWN);
  }

  @Test
  void what_began_later_is_no_cause() {
    ordersFails()
        .hurts("orders", Story.BAD + 3, Story.NOW, Symptom.Rule.ERRORS)
        .says("frontend", CALL_FAILED, CLOUD_RUN_SERVICE, "orders", 38);
    assertThat(story.found("frontend").cause()).isNotEqualTo(MEMORY_OF_ORDERS);
  }

  @Test
  void a_stray_failed_call_does_not_explain_an_outage() {
    ordersFails()
        .says(
            Story.first("frontend"),
            "frontend",
            Story.BAD,
            Story.BAD + 1,
            CALL_FAILED,
            CLOUD_RUN_SERVICE,
            "orders",
            1,
            null);
    assertThat(story.found("frontend").cause()).isNotEqualTo(MEMORY_OF_ORDERS);
  }

  @Test
  void one_that_answers_well_is_cleared() {
    story
        .fails("frontend", 100, 40)
        .isWell("orders")
        .says("frontend", CALL_FAILED, CLOUD_RUN_SERVICE, "orders", 38);
    assertThat(story.found("frontend").cause().kind()).isEqualTo(CauseKind.UNKNOWN);
    assertThat(story.cleared("frontend"))
        .extracting(Exonerated::getReason)
        .containsExactly("it answered 500 requests in the same minutes, 0 % of them with errors");
  }

  @Test
  void one_that_nothing_is_known_of_is_named_and_its_why_left_open() {
    story.fails("frontend", 100, 40).says("frontend", CALL_FAILED, CLOUD_RUN_SERVICE, "orders", 38);
    Finding found = story.found("frontend");
    assertThat(found.cause())
        .isEqualTo(Cause.of(CauseKind.DEPENDENCY_SERVICE, Story.service("orders")));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.whys()).last().extracting(Why::getBasis).isEqualTo(Basis.UNKNOWN);
  }

  @Test
  void two_that_call_each_other_end() {
    story
        .fails("frontend", 100, 40)
        .fails("orders", 100, 40)
        .says("frontend", CALL_FAILED, CLOUD_RUN_SERVICE, "orders", 38)
        .says("orders", CALL_FAILED, CLOUD_RUN_SERVICE, "frontend", 38);
    assertThat(story.found("frontend").whys()).hasSizeLessThan(5);
    assertThat(story.found("orders").whys()).hasSizeLessThan(5);
  }
}
