// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_RUN_SERVICE;
import static io.fivewhys.ComponentKind.SECRET;
import static io.fivewhys.SignalKind.CALLER_REJECTED;
import static io.fivewhys.SignalKind.HTTP_AUTH;
import static io.fivewhys.SignalKind.SECRET_DENIED;
import static io.fivewhys.SignalKind.SQL_AUTH_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.ContainerSpec;
import io.fivewhys.EnvVar;
import io.fivewhys.Verdict;
import io.fivewhys.Why;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A rotation, a permission, or something else that rejects. */
class SecretRuleTest {

  private static final String ADD =
      "google.cloud.secretmanager.v1.SecretManagerService.AddSecretVersion";

  private final Story story = new Story().fails("checkout", 100, 40);

  private @Nullable Finding asked() {
    return story.asked(new SecretRule(), "checkout");
  }

  private static Cause secret(String name) {
    return Cause.of(CauseKind.SECRET_CHANGED, new Place(SECRET, "", name));
  }

  private Story reads(String service, String secret) {
    EnvVar variable =
        EnvVar.newBuilder()
            .setName("DB_PASSWORD")
            .setSecret(secret)
            .setSecretVersion("latest")
            .build();
    ContainerSpec container = ContainerSpec.newBuilder().setEnv(List.of(variable)).build();
    return story.spec(service, spec -> spec.setContainers(List.of(container)));
  }

  private Story rotated(String secret, double minute) {
    return story.changes(ConfigurationKind.SECRET_VERSION, secret, minute, ADD);
  }

  @Test
  void who_reads_what_was_rotated_is_rejected_for_that() {
    reads("checkout", "db-password");
    rotated("db-password", Story.BAD - 2).says("checkout", SQL_AUTH_FAILED, 30);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(secret("db-password"));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .last()
        .asString()
        .startsWith("secret db-password changed: AddSecretVersion by ops-3f2a");
  }

  @Test
  void instances_read_the_new_version_as_they_start_much_later() {
    reads("checkout", "db-password");
    rotated("db-password", Story.BAD - 50).says("checkout", SQL_AUTH_FAILED, 30);
    assertThat(asked().cause()).isEqualTo(secret("db-password"));
  }

  @Test
  void a_rotation_after_it_began_is_the_attempt_to_end_it() {
    reads("checkout", "db-password");
    rotated("db-password", Story.BAD + 3).says("checkout", SQL_AUTH_FAILED, 30);
    assertThat(asked()).isNull();
  }

  @Test
  void a_secret_that_nobody_concerned_reads_is_not_it() {
    reads("checkout", "db-password");
    rotated("mail-key", Story.BAD - 2).says("checkout", SQL_AUTH_FAILED, 30);
    assertThat(asked()).isNull();
  }

  @Test
  void a_rotation_without_rejections_did_no_harm() {
    reads("checkout", "db-password");
    rotated("db-password", Story.BAD - 2);
    assertThat(asked()).isNull();
  }

  @Test
  void what_a_caller_reads_counts_for_who_rejects_it() {
    reads("cron", "api-key");
    rotated("api-key", Story.BAD - 2)
        .isWell("cron")
        .says("checkout", CALLER_REJECTED, CLOUD_RUN_SERVICE, "cron", 30)
        .says("checkout", HTTP_AUTH, 30);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(secret("api-key"));
    assertThat(found.basis()).as("it does not read it itself").isEqualTo(Basis.INFERRED);
  }

  @Test
  void one_that_may_not_be_read_is_named_without_a_change() {
    story.says("checkout", SECRET_DENIED, SECRET, "db-password", 10);
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(secret("db-password"));
    assertThat(found.whys()).last().extracting(Why::getBasis).isEqualTo(Basis.UNKNOWN);
  }

  @Test
  void a_deploy_that_asks_for_another_secret_is_the_deploys() {
    story
        .serves(Story.second("checkout"), "checkout", Story.BAD, Story.NOW + 1, 100, 90, 0, 0)
        .deploys("checkout", Story.BAD, Verdict.REGRESSION)
        .says("checkout", SECRET_DENIED, SECRET, "db-password", 10);
    assertThat(asked()).isNull();
  }
}
