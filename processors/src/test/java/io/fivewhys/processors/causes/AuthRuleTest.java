// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_SQL_INSTANCE;
import static io.fivewhys.SignalKind.HTTP_AUTH;
import static io.fivewhys.SignalKind.SQL_AUTH_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rejections for which nothing else is to blame. */
class AuthRuleTest {

  private final Story story = new Story().fails("checkout", 100, 40);

  private @Nullable Finding asked() {
    return story.asked(new AuthRule(), "checkout");
  }

  @Test
  void a_database_that_rejects_a_password_is_named() {
    story.says("checkout", SQL_AUTH_FAILED, CLOUD_SQL_INSTANCE, Story.DATABASE, 30);
    Finding found = asked();
    assertThat(found.cause())
        .isEqualTo(Cause.of(CauseKind.AUTH_REJECTED, Story.database(Story.DATABASE)));
    assertThat(found.whys()).last().extracting(Why::getBasis).isEqualTo(Basis.UNKNOWN);
  }

  @Test
  void a_storm_of_rejections_is_the_services() {
    story.says("checkout", HTTP_AUTH, 5).hurts("checkout", Symptom.Rule.AUTH);
    assertThat(asked().cause())
        .isEqualTo(Cause.of(CauseKind.AUTH_REJECTED, Story.service("checkout")));
  }

  @Test
  void a_few_rejections_beside_many_errors_are_not_why() {
    story.says("checkout", HTTP_AUTH, 5);
    assertThat(asked()).isNull();
  }
}
