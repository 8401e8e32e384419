// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.DependencyGraph.Place;
import io.fivewhys.sinks.report.DependencyGraph.Said;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceHostsTest {

  private static final ServiceHosts HOSTS = new ServiceHosts(Set.of("auth", "auth-v2"));

  @ParameterizedTest
  @CsvSource({
    "auth-k3jx5qwzva.a.run.app, auth",
    "auth-k3jx5qwzva-uc.a.run.app, auth",
    "auth-xyz-uc.a.run.app:443, auth",
    "auth-v2-k3jx5qwzva-uc.a.run.app, auth-v2",
    "auth-123456789012.us-central1.run.app, auth",
    "canary---auth-123456789012.us-central1.run.app, auth",
    "canary---auth-k3jx5qwzva-uc.a.run.app, auth",
  })
  void a_host_of_a_known_service_is_that_service(String host, String service) {
    assertThat(HOSTS.place(new Place("OTHER", host))).isEqualTo(Place.service(service));
  }

  @ParameterizedTest
  @CsvSource({
    "auth-api-k3jx5qwzva-uc.a.run.app",
    "auth-api-123456789012.us-central1.run.app",
    "auth.us-central1.run.app.example.com",
    "auth-xyz-uc.example.com",
    "run.app",
    "-.run.app",
  })
  void any_other_host_stays_one(String host) {
    assertThat(HOSTS.place(new Place("OTHER", host))).isEqualTo(new Place("OTHER", host));
  }

  @Test
  void a_graph_has_one_node_for_a_service_and_its_host() {
    Escalation incident = Escalations.opened();
    Place checkout = Place.service("checkout");
    Place auth = Place.service("auth");
    Place host = new Place("OTHER", "auth-k3jx5qwzva-uc.a.run.app");
    Place database = new Place("CLOUD_SQL_INSTANCE", "orders-db");

    DependencyGraph graph =
        DependencyGraph.of(
            incident,
            List.of(
                new Said(checkout, host, "UPSTREAM_TIMEOUT", 4),
                new Said(checkout, auth, "UPSTREAM_TIMEOUT", 3),
                new Said(auth, database, "SQL_SLOTS", 2)));

    assertThat(graph.nodes()).extracting(DependencyGraph.Node::place).contains(auth);
    assertThat(graph.nodes()).extracting(DependencyGraph.Node::place).doesNotContain(host);
    assertThat(graph.edges())
        .contains(
            new DependencyGraph.Edge(checkout, auth, List.of("UPSTREAM_TIMEOUT"), 7),
            new DependencyGraph.Edge(auth, database, List.of("SQL_SLOTS"), 2));
  }
}
