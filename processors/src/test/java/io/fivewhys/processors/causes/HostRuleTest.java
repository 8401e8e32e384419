// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_RUN_SERVICE;
import static io.fivewhys.ComponentKind.OTHER;
import static io.fivewhys.SignalKind.ADDRESS_TIMEOUT;
import static io.fivewhys.SignalKind.CALL_FAILED;
import static io.fivewhys.SignalKind.NAME_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Why;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Something outside that does not answer. */
class HostRuleTest {

  private static final String HOST = "api.payments.example";

  private final Story story = new Story().fails("checkout", 100, 40);

  private @Nullable Finding asked() {
    return story.asked(new HostRule(), "checkout");
  }

  @Test
  void a_host_that_does_not_answer_is_named_and_its_why_left_open() {
    story.says("checkout", ADDRESS_TIMEOUT, OTHER, HOST, 30);
    Finding found = asked();
    assertThat(found.cause())
        .isEqualTo(Cause.of(CauseKind.DEPENDENCY_SERVICE, new Place(OTHER, "", HOST)));
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .containsExactly(HOST + " does not answer", "it is not among what is watched");
    assertThat(found.whys()).last().extracting(Why::getBasis).isEqualTo(Basis.UNKNOWN);
  }

  @Test
  void what_is_said_of_it_is_told_in_words() {
    story.says("checkout", NAME_NOT_FOUND, OTHER, HOST, 30);
    assertThat(asked().whys())
        .extracting(Why::getAnswer)
        .first()
        .isEqualTo("the name " + HOST + " cannot be resolved");
  }

  @Test
  void of_two_hosts_the_one_that_more_is_said_of_is_it() {
    story
        .says("checkout", ADDRESS_TIMEOUT, OTHER, HOST, 30)
        .says("checkout", CALL_FAILED, OTHER, "stats.example", 5);
    assertThat(asked().cause().place().name()).isEqualTo(HOST);
  }

  @Test
  void a_service_of_ones_own_is_no_host() {
    story.isWell("orders").says("checkout", CALL_FAILED, CLOUD_RUN_SERVICE, "orders", 30);
    assertThat(asked()).isNull();
  }

  @Test
  void as_often_as_ever_is_not_why() {
    story.says(
        Story.first("checkout"),
        "checkout",
        20,
        Story.NOW + 1,
        ADDRESS_TIMEOUT,
        OTHER,
        HOST,
        30,
        null);
    assertThat(asked()).isNull();
  }
}
