// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_SQL_INSTANCE;
import static io.fivewhys.SignalKind.POOL_EXHAUSTED;
import static io.fivewhys.SignalKind.SQL_CONNECT_REFUSED;
import static io.fivewhys.SignalKind.SQL_CONNECT_TIMEOUT;
import static io.fivewhys.SignalKind.SQL_RESTART;
import static io.fivewhys.SignalKind.SQL_SLOTS_EXHAUSTED;
import static io.fivewhys.SignalKind.SQL_SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.ContainerSpec;
import io.fivewhys.Decision;
import io.fivewhys.EnvVar;
import io.fivewhys.SignalKind;
import io.fivewhys.Why;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Out of connections, slow, away; said by one, by several or by the database. */
class SqlRuleTest {

  private final Story story = new Story();

  private @Nullable Finding shared() {
    return story.asked(new SqlRule(true), "checkout");
  }

  private @Nullable Finding alone() {
    return story.asked(new SqlRule(false), "checkout");
  }

  private static Cause cause(CauseKind kind) {
    return Cause.of(kind, Story.database(Story.DATABASE));
  }

  /** So much in each bad minute. */
  private Story says(String service, SignalKind kind, long count) {
    return story.says(service, kind, CLOUD_SQL_INSTANCE, Story.DATABASE, count);
  }

  @Test
  void a_database_that_turns_connections_away_has_none_left() {
    story.fails("checkout", 100, 40);
    says("checkout", SQL_SLOTS_EXHAUSTED, 30);
    story.databaseSays(Story.BAD, Story.NOW + 1, SQL_SLOTS_EXHAUSTED, 30);
    Finding found = shared();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.SQL_CONNECTIONS_EXHAUSTED));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.whys()).first().extracting(Why::getCount).isEqualTo(150L);
  }

  @Test
  void what_to_do_names_who_may_open_how_many() {
    story
        .spec(
            "checkout",
            spec ->
                spec.setSqlInstances(List.of("acme-prod:us-central1:orders-db"))
                    .setMaxScale(40)
                    .setContainers(
                        List.of(
                            ContainerSpec.newBuilder()
                                .setEnv(
                                    List.of(EnvVar.newBuilder().setName("DB_POOL_SIZE").build()))
                                .build())))
        .fails("checkout", 100, 40);
    says("checkout", SQL_SLOTS_EXHAUSTED, 30);
    assertThat(alone().actions())
        .extracting(Action::getText)
        .first()
        .asString()
        .contains("checkout up to 40", "checkout.DB_POOL_SIZE");
  }

  @Test
  void what_one_service_alone_says_is_looked_at_later() {
    story.fails("checkout", 100, 40);
    says("checkout", SQL_SLOTS_EXHAUSTED, 30);
    assertThat(shared()).isNull();
    assertThat(alone().cause()).isEqualTo(cause(CauseKind.SQL_CONNECTIONS_EXHAUSTED));
  }

  @Test
  void two_that_say_the_same_share_it() {
    story.fails("checkout", 100, 40).fails("orders", 100, 40);
    says("checkout", SQL_SLOTS_EXHAUSTED, 30);
    says("orders", SQL_SLOTS_EXHAUSTED, 30);
    assertThat(shared().cause()).isEqualTo(cause(CauseKind.SQL_CONNECTIONS_EXHAUSTED));
  }

  @Test
  void one_that_speaks_of_another_database_shares_nothing() {
    story.fails("checkout", 100, 40).fails("orders", 100, 40);
    says("checkout", SQL_SLOTS_EXHAUSTED, 30);
    story.says("orders", SQL_SLOTS_EXHAUSTED, CLOUD_SQL_INSTANCE, "users-db", 30);
    assertThat(shared()).isNull();
  }

  @Test
  void slow_statements_that_come_before_are_why_connections_run_out() {
    story.fails("checkout", 100, 40);
    story.databaseSays(Story.BAD, Story.NOW + 1, SQL_SLOW, 10);
    story.databaseSays(Story.BAD + 2, Story.NOW + 1, SQL_SLOTS_EXHAUSTED, 10);
    says("checkout", POOL_EXHAUSTED, 20);
    Finding found = shared();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.SQL_SLOW));
    assertThat(found.whys())
        .extracting(Why::getQuestion)
        .containsExactly(
            "Why do requests of checkout wait?", "Why are the connections not given back?");
  }

  @Test
  void as_slow_as_ever_is_not_slow() {
    story.fails("checkout", 100, 40);
    story.databaseSays(20, Story.NOW + 1, SQL_SLOW, 10);
    assertThat(shared()).isNull();
    assertThat(alone()).isNull();
  }

  @Test
  void a_restart_is_waited_for() {
    story.fails("checkout", 100, 40);
    story.databaseSays(Story.BAD, Story.BAD + 1, SQL_RESTART, 2);
    says("checkout", SQL_CONNECT_REFUSED, 30);
    Finding found = shared();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.SQL_UNAVAILABLE));
    assertThat(found.decision()).isEqualTo(Decision.WAIT);
  }

  @Test
  void the_audit_log_tells_who_restarted_it() {
    story
        .fails("checkout", 100, 40)
        .changes(
            ConfigurationKind.SQL_INSTANCE,
            Story.DATABASE,
            Story.BAD - 1,
            "cloudsql.instances.restart");
    says("checkout", SQL_CONNECT_REFUSED, 30);
    Finding found = shared();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.SQL_UNAVAILABLE));
    assertThat(found.whys()).extracting(Why::getAnswer).last().asString().startsWith("restart by ");
  }

  @Test
  void a_restart_that_failed_or_came_later_is_none() {
    story
        .fails("checkout", 100, 40)
        .changes(ConfigurationKind.SQL_INSTANCE, Story.DATABASE, Story.BAD - 1, "x.restart", 7)
        .changes(ConfigurationKind.SQL_INSTANCE, Story.DATABASE, Story.BAD + 4, "x.restart");
    says("checkout", SQL_CONNECT_REFUSED, 30);
    assertThat(shared()).isNull();
  }

  @Test
  void nobody_knows_why_it_cannot_be_reached() {
    story.fails("checkout", 100, 40).fails("orders", 100, 40);
    says("checkout", SQL_CONNECT_TIMEOUT, 30);
    says("orders", SQL_CONNECT_TIMEOUT, 30);
    Finding found = shared();
    assertThat(found.cause()).isEqualTo(cause(CauseKind.SQL_UNAVAILABLE));
    assertThat(found.decision()).isEqualTo(Decision.INVESTIGATE);
    assertThat(found.whys()).first().extracting(Why::getAnswer).asString().contains("1 other");
  }

  @Test
  void a_stray_line_does_not_explain_an_outage() {
    story
        .fails("checkout", 100, 40)
        .says(
            Story.first("checkout"),
            "checkout",
            Story.BAD,
            Story.BAD + 1,
            SQL_CONNECT_TIMEOUT,
            CLOUD_SQL_INSTANCE,
            Story.DATABASE,
            1,
            null);
    assertThat(alone()).isNull();
  }

  @Test
  void of_two_databases_the_one_that_more_is_said_of_is_it() {
    story
        .fails("checkout", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, "audit-db", 5);
    says("checkout", SQL_SLOTS_EXHAUSTED, 35);
    assertThat(alone().cause()).isEqualTo(cause(CauseKind.SQL_CONNECTIONS_EXHAUSTED));
  }

  @Test
  void a_line_without_a_name_means_the_only_database_of_the_spec() {
    story
        .spec("checkout", spec -> spec.setSqlInstances(List.of("acme-prod:us-central1:orders-db")))
        .fails("checkout", 100, 40)
        .says("checkout", SQL_SLOTS_EXHAUSTED, 30);
    assertThat(alone().cause()).isEqualTo(cause(CauseKind.SQL_CONNECTIONS_EXHAUSTED));
  }
}
