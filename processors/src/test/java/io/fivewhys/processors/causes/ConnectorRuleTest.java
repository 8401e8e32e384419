// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.ComponentKind.CLOUD_SQL_INSTANCE;
import static io.fivewhys.ComponentKind.OTHER;
import static io.fivewhys.ComponentKind.REDIS_INSTANCE;
import static io.fivewhys.ComponentKind.VPC_CONNECTOR;
import static io.fivewhys.SignalKind.ADDRESS_TIMEOUT;
import static io.fivewhys.SignalKind.CONNECTOR_MISSING;
import static io.fivewhys.SignalKind.REDIS_TIMEOUT;
import static io.fivewhys.SignalKind.SQL_CONNECT_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Decision;
import io.fivewhys.Exonerated;
import io.fivewhys.Why;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Saturated, gone, or only a neighbour of what is at fault. */
class ConnectorRuleTest {

  private static final Place CONNECTOR = new Place(VPC_CONNECTOR, Story.LOCATION, "main-vpc");
  private static final String UTILIZATION = "vpcaccess.googleapis.com/connector/cpu/utilizations";

  private final Story story = new Story();

  private @Nullable Finding asked() {
    return story.asked(new ConnectorRule(), "checkout");
  }

  private Story behind(String... services) {
    List.of(services).forEach(service -> story.onConnector(service, "main-vpc"));
    return story;
  }

  /** Two services cannot reach a database and a Redis. */
  private Story saturated() {
    return behind("checkout", "orders")
        .fails("checkout", 100, 40)
        .fails("orders", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .says("orders", REDIS_TIMEOUT, REDIS_INSTANCE, "10.0.0.3:6379", 30);
  }

  @Test
  void several_services_that_reach_nothing_behind_it_speak_against_it() {
    saturated();
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(Cause.of(CauseKind.CONNECTOR_SATURATION, CONNECTOR));
    assertThat(found.basis()).as("no log says it").isEqualTo(Basis.INFERRED);
    assertThat(found.decision()).isEqualTo(Decision.SCALE);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .last()
        .asString()
        .contains("checkout, orders", "main-vpc");
  }

  @Test
  void one_target_out_of_reach_is_the_target() {
    behind("checkout", "orders")
        .fails("checkout", 100, 40)
        .fails("orders", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .says("orders", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30);
    assertThat(asked()).isNull();
    assertThat(story.cleared("checkout"))
        .extracting(Exonerated::getReason)
        .containsExactly("only one target behind it is out of reach");
  }

  @Test
  void what_others_reach_neither_without_it_is_not_its_fault() {
    saturated()
        .fails("batch", 100, 40)
        .says("batch", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30);
    assertThat(asked()).isNull();
  }

  @Test
  void services_on_it_that_are_well_clear_it() {
    saturated();
    behind("cart", "search").isWell("cart").isWell("search");
    assertThat(asked()).isNull();
    assertThat(story.cleared("checkout"))
        .extracting(Exonerated::getReason)
        .containsExactly("2 services on it stayed well: cart, search");
  }

  @Test
  void one_service_alone_is_no_proof() {
    behind("checkout")
        .fails("checkout", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .says("checkout", ADDRESS_TIMEOUT, OTHER, "10.0.0.9:443", 30);
    assertThat(asked()).isNull();
    assertThat(story.cleared("checkout"))
        .extracting(Exonerated::getReason)
        .containsExactly("only checkout suffers behind it");
  }

  @Test
  void its_metric_is_proof() {
    behind("checkout")
        .fails("checkout", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .metric("main-vpc", Story.BAD, UTILIZATION, 0.97);
    Finding found = asked();
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .last()
        .isEqualTo("its cpu/utilizations stood at 0.97");
  }

  @Test
  void a_metric_that_is_low_or_another_connectors_is_none() {
    behind("checkout")
        .fails("checkout", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .metric("main-vpc", Story.BAD, UTILIZATION, 0.6)
        .metric("other-vpc", Story.BAD, UTILIZATION, 0.99);
    assertThat(asked()).isNull();
  }

  @Test
  void one_that_the_platform_does_not_find_is_gone() {
    story
        .fails("checkout", 100, 40)
        .says("checkout", CONNECTOR_MISSING, VPC_CONNECTOR, "main-vpc", 5)
        .changes(
            ConfigurationKind.CONNECTOR,
            "main-vpc",
            Story.BAD - 2,
            "google.cloud.vpcaccess.v1.VpcAccessService.DeleteConnector");
    Finding found = asked();
    assertThat(found.cause()).isEqualTo(Cause.of(CauseKind.CONNECTOR_UNAVAILABLE, CONNECTOR));
    assertThat(found.basis()).isEqualTo(Basis.OBSERVED);
    assertThat(found.whys())
        .extracting(Why::getAnswer)
        .last()
        .isEqualTo("DeleteConnector by ops-3f2a at 22:58 UTC");
  }

  @Test
  void its_deletion_explains_timeouts_behind_it() {
    behind("checkout")
        .fails("checkout", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .changes(ConfigurationKind.CONNECTOR, "main-vpc", Story.BAD - 2, "x.DeleteConnector");
    assertThat(asked().cause().kind()).isEqualTo(CauseKind.CONNECTOR_UNAVAILABLE);
  }

  @Test
  void a_deletion_that_failed_explains_nothing() {
    behind("checkout")
        .fails("checkout", 100, 40)
        .says("checkout", SQL_CONNECT_TIMEOUT, CLOUD_SQL_INSTANCE, Story.DATABASE, 30)
        .changes(ConfigurationKind.CONNECTOR, "main-vpc", Story.BAD - 2, "x.DeleteConnector", 7);
    assertThat(asked()).isNull();
  }

  @Test
  void who_uses_none_does_not_suffer_of_one() {
    saturated().fails("batch", 100, 40).says("batch", ADDRESS_TIMEOUT, OTHER, "10.0.0.9:443", 30);
    assertThat(story.asked(new ConnectorRule(), "batch")).isNull();
  }
}
