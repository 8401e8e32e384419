// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.REDIS_INSTANCE;
import static io.fivewhys.SignalKind.REDIS_REFUSED;
import static io.fivewhys.SignalKind.REDIS_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Why;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A Redis out of reach, by what its callers say. */
class RedisRuleTest {

  private static final String ADDRESS = "10.0.0.3:6379";

  private final Story story = new Story().fails("checkout", 100, 40);

  private @Nullable Finding asked(boolean shared) {
    return story.asked(new RedisRule(shared), "checkout");
  }

  @Test
  void two_that_do_not_reach_it_are_proof() {
    story
        .fails("orders", 100, 40)
        .says("checkout", REDIS_TIMEOUT, REDIS_INSTANCE, ADDRESS, 30)
        .says("orders", REDIS_REFUSED, REDIS_INSTANCE, ADDRESS, 30);
    Finding found = asked(true);
    assertThat(found.cause())
        .isEqualTo(Cause.of(CauseKind.REDIS_UNREACHABLE, new Place(REDIS_INSTANCE, "", ADDRESS)));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
  }

  @Test
  void one_alone_may_have_the_wrong_address() {
    story.says("checkout", REDIS_TIMEOUT, REDIS_INSTANCE, ADDRESS, 30);
    assertThat(asked(true)).isNull();
    assertThat(asked(false).basis()).isEqualTo(Basis.INFERRED);
  }

  @Test
  void another_redis_is_another_matter() {
    story
        .fails("orders", 100, 40)
        .says("checkout", REDIS_TIMEOUT, REDIS_INSTANCE, ADDRESS, 30)
        .says("orders", REDIS_TIMEOUT, REDIS_INSTANCE, "10.9.9.9:6379", 30);
    assertThat(asked(true)).isNull();
  }

  @Test
  void the_audit_log_tells_what_was_done_to_it() {
    story
        .says("checkout", REDIS_TIMEOUT, REDIS_INSTANCE, ADDRESS, 30)
        .changes(
            ConfigurationKind.REDIS_INSTANCE,
            "cache",
            Story.BAD - 3,
            "google.cloud.redis.v1.CloudRedis.FailoverInstance");
    assertThat(asked(true).whys())
        .extracting(Why::getAnswer)
        .last()
        .asString()
        .startsWith("FailoverInstance by ops-3f2a");
  }

  @Test
  void as_often_as_ever_is_no_outage() {
    story.says(
        Story.first("checkout"),
        "checkout",
        20,
        Story.NOW + 1,
        REDIS_TIMEOUT,
        REDIS_INSTANCE,
        ADDRESS,
        30,
        null);
    assertThat(asked(false)).isNull();
  }
}
