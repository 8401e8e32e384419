// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.SignalKind.REQUEST_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Why;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests that are cut at the time limit. */
class TimeoutRuleTest {

  private final Story story = new Story().fails("checkout", 100, 40);

  private @Nullable Finding asked() {
    return story.asked(new TimeoutRule(), "checkout");
  }

  private Story cut(long from, double seconds) {
    return story.says(
        Story.first("checkout"),
        "checkout",
        from,
        Story.NOW + 1,
        REQUEST_TIMEOUT,
        null,
        "",
        30,
        seconds * 1_000);
  }

  @Test
  void those_that_take_longer_than_allowed_are_cut() {
    cut(Story.BAD, 60).spec("checkout", spec -> spec.setTimeoutSeconds(60));
    Finding found = asked();
    assertThat(found.cause())
        .isEqualTo(Cause.of(CauseKind.REQUEST_TIMEOUT, Story.service("checkout")));
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .first()
        .isEqualTo("they take longer than the time limit of 60 s and are cut");
    assertThat(found.whys()).last().extracting(Why::getBasis).isEqualTo(Basis.UNKNOWN);
  }

  @Test
  void a_limit_that_was_not_reached_is_not_named() {
    cut(Story.BAD, 20).spec("checkout", spec -> spec.setTimeoutSeconds(300));
    assertThat(asked().whys())
        .extracting(Why::getAnswer)
        .first()
        .isEqualTo("they take longer than the time limit and are cut");
  }

  @Test
  void as_many_as_ever_are_not_why() {
    cut(20, 60);
    assertThat(asked()).isNull();
  }
}
