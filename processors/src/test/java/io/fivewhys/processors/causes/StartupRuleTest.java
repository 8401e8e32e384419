// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.SignalKind.CONFIG_MISSING;
import static io.fivewhys.SignalKind.CONTAINER_EXIT;
import static io.fivewhys.SignalKind.PROBE_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Instances that end as they start, without a deploy. */
class StartupRuleTest {

  private final Story story =
      new Story().isWell("checkout").hurts("checkout", Symptom.Rule.STARTUP);

  private @Nullable Finding asked() {
    return story.asked(new StartupRule(), "checkout");
  }

  @Test
  void last_words_say_why() {
    story
        .says(
            Story.first("checkout"),
            "checkout",
            Story.BAD,
            Story.NOW + 1,
            CONTAINER_EXIT,
            null,
            "exit code 1",
            2,
            null)
        .says(
            Story.first("checkout"),
            "checkout",
            Story.BAD,
            Story.NOW + 1,
            CONFIG_MISSING,
            null,
            "API_KEY",
            2,
            null);
    Finding found = asked();
    assertThat(found.cause())
        .isEqualTo(
            new Cause(
                CauseKind.REVISION_STARTUP_FAILURE,
                Story.service("checkout"),
                Story.first("checkout")));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .containsExactly(
            "instances of checkout-00001 end before they serve, with exit code 1",
            "variable API_KEY is not set");
  }

  @Test
  void without_last_words_the_why_is_left_open() {
    story.says("checkout", PROBE_FAILED, 2);
    assertThat(asked().basis()).isEqualTo(Basis.INFERRED);
    assertThat(asked().whys()).last().extracting(Why::getBasis).isEqualTo(Basis.UNKNOWN);
  }

  @Test
  void one_failed_start_is_an_accident() {
    story.says(
        Story.first("checkout"),
        "checkout",
        Story.BAD,
        Story.BAD + 1,
        PROBE_FAILED,
        null,
        "",
        1,
        null);
    assertThat(asked()).isNull();
  }

  @Test
  void a_few_failed_starts_do_not_explain_thousands_of_errors() {
    story
        .fails("checkout", 1_000, 800)
        .says(
            Story.first("checkout"),
            "checkout",
            Story.BAD,
            Story.BAD + 1,
            PROBE_FAILED,
            null,
            "",
            3,
            null);
    assertThat(asked()).isNull();
  }
}
