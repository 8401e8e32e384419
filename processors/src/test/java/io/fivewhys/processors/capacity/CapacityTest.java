// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import static io.fivewhys.ComponentKind.CLOUD_RUN_SERVICE;
import static io.fivewhys.ComponentKind.CLOUD_SQL_INSTANCE;
import static io.fivewhys.ComponentKind.VPC_CONNECTOR;
import static io.fivewhys.processors.capacity.Story.announced;
import static io.fivewhys.processors.capacity.Story.at;
import static io.fivewhys.processors.capacity.Story.connector;
import static io.fivewhys.processors.capacity.Story.database;
import static io.fivewhys.processors.capacity.Story.metric;
import static io.fivewhys.processors.capacity.Story.reached;
import static io.fivewhys.processors.capacity.Story.said;
import static io.fivewhys.processors.capacity.Story.served;
import static io.fivewhys.processors.capacity.Story.silence;
import static io.fivewhys.processors.capacity.Story.spec;
import static io.fivewhys.processors.capacity.Story.traffic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fivewhys.CapacityResource;
import io.fivewhys.CapacitySample;
import io.fivewhys.CapacityShare;
import io.fivewhys.ContainerSpec;
import io.fivewhys.RevisionSpec;
import io.fivewhys.SignalKind;
import io.fivewhys.contract.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {

  private static final String SENT = "vpcaccess.googleapis.com/connector/sent_bytes_count";
  private static final String RECEIVED = "vpcaccess.googleapis.com/connector/received_bytes_count";
  private static final String BACKENDS = "cloudsql.googleapis.com/database/postgresql/num_backends";

  private final Story story = new Story();

  @Test
  void instances_of_all_revisions_count_together_by_the_minute() {
    CapacitySample row =
        story
            .tell(
                announced(0, "shop-1", RevisionSpec.newBuilder().setMaxScale(12).build()),
                served(1, "shop-1", 3, 60),
                served(2, "shop-1", 3, 60),
                served(2, "shop-2", 2, 30))
            .only(CapacityResource.INSTANCES);

    assertThat(row.getComponent()).isEqualTo("shop");
    assertThat(row.getWindowStart()).isEqualTo(Story.T0);
    assertThat(row.getPeak()).isEqualTo(5);
    assertThat(row.getMean()).isEqualTo(4);
    assertThat(row.getSamples()).isEqualTo(2);
  }

  @Test
  void what_monitoring_counts_of_instances_goes_before_what_was_heard() {
    String metric = "run.googleapis.com/container/instance_count";
    CapacitySample row =
        story
            .tell(
                served(1, "shop-1", 3, 60),
                metric(
                    2, CLOUD_RUN_SERVICE, "shop", "shop-1", metric, 4, Map.of("state", "active")),
                metric(2, CLOUD_RUN_SERVICE, "shop", "shop-1", metric, 3, Map.of("state", "idle")),
                served(2, "shop-1", 5, 60))
            .only(CapacityResource.INSTANCES);

    assertThat(row.getPeak()).isEqualTo(7);
    assertThat(row.getMean()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 160, 20, maxScale of shop-1, 3200, 20 instances (maxScale of shop-1) x 160 requests",
    ", , 100, Cloud Run's default, 8000, "
        + "100 instances (Cloud Run's default) x 80 requests (Cloud Run's default)",
    "2, 0, 2, maxScale of shop-1, , ''",
  })
  void limits_are_those_of_the_serving_revision(
      Integer maxScale,
      Integer concurrency,
      double instances,
      String instancesFrom,
      Double requests,
      String requestsFrom) {
    RevisionSpec told =
        RevisionSpec.newBuilder().setMaxScale(maxScale).setConcurrency(concurrency).build();
    story.tell(
        announced(0, "shop-1", told),
        served(1, "shop-1", 1, 60, 500),
        announced(2, "shop-2", RevisionSpec.newBuilder().setMaxScale(7).build()));

    CapacitySample counted = story.only(CapacityResource.INSTANCES);
    assertThat(counted.getLimitValue()).isEqualTo(instances);
    assertThat(counted.getLimitFrom()).isEqualTo(instancesFrom);
    CapacitySample busy = story.only(CapacityResource.CONCURRENT_REQUESTS);
    assertThat(busy.getPeak()).isCloseTo(0.5, within(0.005));
    assertThat(busy.getLimitValue()).isEqualTo(requests);
    assertThat(busy.getLimitFrom()).isEqualTo(requestsFrom);
  }

  @Test
  void a_limit_that_nobody_told_is_not_known() {
    CapacitySample row = story.tell(served(1, "shop-1", 3, 60)).only(CapacityResource.INSTANCES);

    assertThat(row.getLimitValue()).isNull();
    assertThat(row.getLimitFrom()).isEmpty();
  }

  @Test
  void entries_that_tell_of_memory_count_by_the_minute() {
    CapacitySample row =
        story
            .tell(
                said(1, CLOUD_RUN_SERVICE, "shop", SignalKind.MEMORY_LIMIT, 2),
                said(9, CLOUD_RUN_SERVICE, "shop", SignalKind.MEMORY_LIMIT, 4),
                said(9, CLOUD_RUN_SERVICE, "shop", SignalKind.REQUEST_TIMEOUT, 9))
            .only(CapacityResource.MEMORY_EXITS);

    assertThat(row.getPeak()).isEqualTo(4);
    assertThat(row.getMean() * row.getSamples()).isEqualTo(6);
    assertThat(row.getLimitValue()).isNull();
  }

  @Test
  void utilization_is_a_part_of_what_the_revision_has() {
    ContainerSpec container = ContainerSpec.newBuilder().build();
    container.setLimits(Map.of("memory", "512Mi"));
    story.tell(
        announced(0, "shop-1", RevisionSpec.newBuilder().setContainers(List.of(container)).build()),
        metric(
            1, CLOUD_RUN_SERVICE, "shop", "run.googleapis.com/container/memory/utilizations", 0.9),
        metric(
            2, CLOUD_RUN_SERVICE, "shop", "run.googleapis.com/container/memory/utilizations", 0.5),
        metric(
            2, CLOUD_SQL_INSTANCE, "pg1", "cloudsql.googleapis.com/database/cpu/utilization", 0.3));

    CapacitySample memory = story.only(CapacityResource.MEMORY);
    assertThat(memory.getPeak()).isEqualTo(0.9);
    assertThat(memory.getMean()).isEqualTo(0.7);
    assertThat(memory.getLimitValue()).isEqualTo(1);
    assertThat(memory.getLimitFrom()).isEqualTo("512Mi memory of shop-1");
    CapacitySample cpu = story.only(CapacityResource.CPU);
    assertThat(cpu.getComponent()).isEqualTo("pg1");
    assertThat(cpu.getLocation()).isEqualTo(Story.REGION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "CreateConnector; {}; 10; 2 to 10 instances of e2-micro; 1e9",
        "CreateConnector; {machineType=f1-micro,maxInstances=3}; 3; 2 to 3 instances of f1-micro; 1.5e8",
        "UpdateConnector; {machineType=e2-standard-4,minInstances=3,maxInstances=10}; 10; 3 to 10 instances of e2-standard-4; 1.6e10",
        "UpdateConnector; {maxInstances=5}; 5; up to 5 instances; -",
        "UpdateConnector; {machineType=e2-micro,maxInstances=5,updateMask=machine_type}; -; ''; -",
        "UpdateConnector; {maxThroughput=600}; -; ''; 6e8",
        "UpdateConnector; {machineType=e2-standard-8,maxInstances=50}; -; ''; -",
        "DeleteConnector; {}; -; ''; -",
      })
  void a_connector_may_have_what_the_audit_log_gave_it(
      String method, String details, Double instances, String from, Double throughput) {
    story.tell(
        connector(0, method, map(details)),
        metric(
            1, VPC_CONNECTOR, "app-connector", "vpcaccess.googleapis.com/connector/instances", 2),
        metric(1, VPC_CONNECTOR, "app-connector", "", SENT, 6e8, Map.of("seconds", "60")),
        metric(1, VPC_CONNECTOR, "app-connector", "", RECEIVED, 3e8, Map.of("seconds", "60")),
        metric(2, VPC_CONNECTOR, "app-connector", "", SENT, 9e9, Map.of("seconds", "0")));

    CapacitySample size = story.only(CapacityResource.CONNECTOR_INSTANCES);
    assertThat(size.getPeak()).isEqualTo(2);
    assertThat(size.getLimitValue()).isEqualTo(instances);
    assertThat(size.getLimitFrom()).isEqualTo(from);
    CapacitySample carried = story.only(CapacityResource.CONNECTOR_THROUGHPUT);
    assertThat(carried.getPeak()).isEqualTo(8e7);
    assertThat(carried.getSamples()).isEqualTo(1);
    assertThat(carried.getLimitValue()).isEqualTo(throughput);
  }

  @Test
  void a_deleted_connector_has_no_size_any_more() {
    story.tell(
        connector(0, "CreateConnector", Map.of()),
        connector(1, "DeleteConnector", Map.of()),
        metric(
            2, VPC_CONNECTOR, "app-connector", "vpcaccess.googleapis.com/connector/instances", 2));

    assertThat(story.only(CapacityResource.CONNECTOR_INSTANCES).getLimitValue()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "{flag.max_connections=300}; 300; flag max_connections",
        "{databaseVersion=POSTGRES_15,tier=db-custom-1-3840}; 100; PostgreSQL's default for 3.75 GB of memory",
        "{databaseVersion=POSTGRES_15,tier=db-f1-micro}; 25; PostgreSQL's default for 0.6 GB of memory",
        "{databaseVersion=POSTGRES_15,tier=db-g1-small}; 50; PostgreSQL's default for 1.7 GB of memory",
        "{databaseVersion=POSTGRES_15,tier=db-n1-standard-4}; 500; PostgreSQL's default for 15 GB of memory",
        "{databaseVersion=POSTGRES_16,tier=db-perf-optimized-N-16}; 1000; PostgreSQL's default for 128 GB of memory",
        "{databaseVersion=MYSQL_8_0,tier=db-n1-standard-1}; 4000; MySQL's default",
        "{databaseVersion=MYSQL_8_0,tier=db-f1-micro}; -; ''",
        "{databaseVersion=MYSQL_8_0}; -; ''",
        "{databaseVersion=SQLSERVER_2019_STANDARD,tier=db-custom-2-7680}; -; ''",
        "{databaseVersion=POSTGRES_15,tier=db-something-new}; -; ''",
        "{tier=db-custom-1-3840}; -; ''",
        "{flag.max_connections=many}; -; ''",
        "{}; -; ''",
      })
  void a_database_takes_what_its_flag_or_its_engine_says(
      String details, Double connections, String from) {
    story.tell(
        database(0, 0, map(details)),
        metric(
            1,
            CLOUD_SQL_INSTANCE,
            "pg1",
            "cloudsql.googleapis.com/database/network/connections",
            7));

    CapacitySample row = story.only(CapacityResource.SQL_CONNECTIONS);
    assertThat(row.getPeak()).isEqualTo(7);
    assertThat(row.getLimitValue()).isEqualTo(connections);
    assertThat(row.getLimitFrom()).isEqualTo(from);
  }

  @Test
  void metrics_alone_tell_how_many_connections_a_postgres_takes() {
    story.tell(
        metric(0, CLOUD_SQL_INSTANCE, "pg1", Reading.MEMORY_QUOTA, 3.74 * (1L << 30)),
        metric(1, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 20, Map.of("database", "a")),
        metric(1, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 30, Map.of("database", "b")),
        metric(1, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 28, Map.of("database", "b")));

    CapacitySample row = story.only(CapacityResource.SQL_CONNECTIONS);
    assertThat(row.getPeak()).as("the greater of a series, the sum of two").isEqualTo(50);
    assertThat(row.getLimitValue()).isEqualTo(100);
  }

  @Test
  void flags_are_set_all_together_and_what_was_refused_or_is_yet_to_come_holds_nothing() {
    story.tell(
        database(0, 0, Map.of("flag.max_connections", "200")),
        database(1, 7, Map.of("flag.max_connections", "900")),
        metric(2, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 1, Map.of()),
        database(61, 0, Map.of("flag.log_connections", "on")),
        metric(62, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 1, Map.of()));

    assertThat(story.end(CapacityResource.SQL_CONNECTIONS))
        .extracting(CapacitySample::getLimitValue)
        .containsExactly(200.0, null);
  }

  @Test
  void who_was_turned_away_shows_that_the_limit_was_reached() {
    story.tell(
        database(0, 0, Map.of("flag.max_connections", "50")),
        metric(1, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 30, Map.of()),
        said(2, CLOUD_SQL_INSTANCE, "pg1", SignalKind.SQL_SLOTS_EXHAUSTED, 3));

    CapacitySample row = story.only(CapacityResource.SQL_CONNECTIONS);
    assertThat(row.getPeak()).isEqualTo(50);
    assertThat(row.getMean()).isEqualTo(40);
  }

  @Test
  void of_an_unknown_limit_it_shows_what_it_is() {
    story.tell(
        metric(1, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 47, Map.of()),
        said(
            1,
            CLOUD_RUN_SERVICE,
            "shop",
            SignalKind.SQL_SLOTS_EXHAUSTED,
            CLOUD_SQL_INSTANCE,
            Story.DATABASE,
            3,
            "FATAL: remaining connection slots are reserved"));

    CapacitySample row = story.only(CapacityResource.SQL_CONNECTIONS);
    assertThat(row.getLimitValue()).isEqualTo(47);
    assertThat(row.getLimitFrom()).isEqualTo("what it had when slots ran out");
  }

  @Test
  void the_limit_of_a_role_is_not_the_databases() {
    story.tell(
        database(0, 0, Map.of("flag.max_connections", "50")),
        metric(1, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, 30, Map.of()),
        said(
            1,
            CLOUD_SQL_INSTANCE,
            "pg1",
            SignalKind.SQL_SLOTS_EXHAUSTED,
            null,
            "",
            3,
            "FATAL:  too many connections for role \"app\""));

    assertThat(story.only(CapacityResource.SQL_CONNECTIONS).getPeak()).isEqualTo(30);
  }

  @Test
  void the_ledger_has_a_share_for_each_service_that_names_the_database() {
    story.tell(
        database(0, 0, Map.of("flag.max_connections", "100")),
        announced(0, "shop-1", spec(20, 8, "DB_MAX_OVERFLOW", "DB_POOL_SIZE")),
        announced(0, "batch-1", spec(null, null)),
        announced(0, "bulk-1", spec(2, 300, "DB_POOL")),
        announced(0, "other-1", spec()),
        served(1, "other-1", 1, 1));

    CapacitySample row = story.only(CapacityResource.SQL_CONNECTION_BUDGET);
    assertThat(row.getComponentKind()).isEqualTo(CLOUD_SQL_INSTANCE);
    assertThat(row.getComponent()).isEqualTo("pg1");
    assertThat(row.getLocation()).isEqualTo(Story.REGION);
    assertThat(row.getLimitValue()).isEqualTo(100);
    assertThat(row.getPeak()).isEqualTo(20 * 8 + 100 * 10 + 2 * 100);
    assertThat(row.getShares())
        .extracting(
            CapacityShare::getService,
            CapacityShare::getRevision,
            CapacityShare::getInstances,
            CapacityShare::getEach,
            CapacityShare::getKnownFrom)
        .containsExactly(
            Tuple.tuple("batch", "batch-1", 100L, 10.0, "Cloud Run's default x pool assumed"),
            Tuple.tuple(
                "bulk",
                "bulk-1",
                2L,
                100.0,
                "maxScale of bulk-1 x DB_POOL, of which an instance can have 100"),
            Tuple.tuple(
                "shop", "shop-1", 20L, 8.0, "maxScale of shop-1 x DB_MAX_OVERFLOW + DB_POOL_SIZE"));
  }

  @Test
  void the_pool_that_is_assumed_is_a_setting() {
    Story other = new Story(Settings.of(Map.of("capacity.pool_size", "3")));
    other.tell(announced(0, "shop-1", spec(2, null)), served(1, "shop-1", 1, 1));

    assertThat(other.only(CapacityResource.SQL_CONNECTION_BUDGET).getPeak()).isEqualTo(6);
  }

  @Test
  void a_deploy_counts_before_it_has_traffic_once_it_is_ready_and_not_before() {
    story.tell(
        announced(0, "shop-1", spec(10, 5)),
        served(1, "shop-1", 1, 1),
        announced(2, "shop-2", spec(50, 5), false),
        served(61, "shop-1", 1, 1),
        announced(62, "shop-2", spec(50, 5)),
        announced(121, "shop-3", spec(1, 1)),
        served(122, "shop-2", 1, 1),
        served(181, "shop-3", 1, 1));

    assertThat(story.end(CapacityResource.SQL_CONNECTION_BUDGET))
        .extracting(CapacitySample::getPeak)
        .as("ready, ready without traffic, still serving, replaced")
        .containsExactly(50.0, 250.0, 250.0, 1.0);
  }

  @Test
  void traffic_that_is_kept_on_an_older_revision_counts_too() {
    story.tell(
        announced(0, "shop-1", spec(30, 5)),
        announced(1, "shop-2", spec(2, 5)),
        traffic(2, "shop", "shop-1"),
        served(3, "batch-1", 1, 1));

    assertThat(story.only(CapacityResource.SQL_CONNECTION_BUDGET).getShares())
        .extracting(CapacityShare::getRevision)
        .containsExactly("shop-1");
  }

  @Test
  void a_database_of_another_project_goes_by_both_names() {
    RevisionSpec spec =
        RevisionSpec.newBuilder()
            .setMaxScale(1)
            .setSqlInstances(List.of("acme-data:us-east1:pg9"))
            .build();
    story.tell(announced(0, "shop-1", spec), served(1, "shop-1", 1, 1));

    CapacitySample row = story.only(CapacityResource.SQL_CONNECTION_BUDGET);
    assertThat(row.getComponent()).isEqualTo("acme-data:pg9");
    assertThat(row.getLocation()).isEqualTo("us-east1");
    assertThat(row.getLimitValue()).isNull();
  }

  @Test
  void an_hour_closes_once_when_time_has_passed_its_end_by_the_grace() {
    story.tell(served(1, "shop-1", 1, 1), reached(65), served(59, "shop-1", 9, 1));
    assertThat(story.rows).isEmpty();

    story.tell(reached(66), reached(67));
    assertThat(story.rows)
        .extracting(CapacitySample::getResource, CapacitySample::getPeak)
        .contains(Tuple.tuple(CapacityResource.INSTANCES, 9.0));
    int rows = story.rows.size();
    story.tell(served(58, "shop-1", 100, 1), reached(200), silence(Long.MAX_VALUE));
    assertThat(story.rows).hasSize(rows);
  }

  @Test
  void all_that_closes_with_the_last_minute_still_counts_however_long_nothing_came() {
    story.tell(served(1, "shop-1", 1, 1));
    for (String revision : List.of("a-1", "b-1", "c-1")) {
      var late = served(59, revision, 1, 1);
      late.setObservedAt(at(600));
      story.tell(late);
    }
    story.tell(reached(601));

    assertThat(story.rows)
        .filteredOn(row -> row.getResource() == CapacityResource.INSTANCES)
        .extracting(CapacitySample::getComponent)
        .containsExactly("a", "b", "c", "shop");
  }

  @Test
  void a_silent_project_closes_what_is_over_by_the_clock() {
    story.tell(served(1, "shop-1", 1, 1), silence(at(64) / 1_000));
    assertThat(story.rows).isEmpty();

    story.tell(silence(at(65) / 1_000), silence(at(125) / 1_000));
    assertThat(story.rows).hasSize(2);
    story.tell(silence(Long.MAX_VALUE));
    assertThat(story.rows).hasSize(2);
  }

  @Test
  void nothing_depends_on_the_order_within_an_hour() {
    List<Object> told = new ArrayList<>(eventfulHours().subList(0, 60));
    told.forEach(story::tell);
    story.tell(silence(Long.MAX_VALUE));

    for (long seed = 1; seed <= 20; seed++) {
      Collections.shuffle(told, new Random(seed));
      Story other = new Story();
      told.forEach(other::tell);
      other.tell(silence(Long.MAX_VALUE));

      assertThat(other.rows).as("seed %d", seed).isEqualTo(story.rows);
    }
  }

  @Test
  void goes_on_after_a_restart_at_any_moment_as_if_there_had_been_none() {
    List<Object> told = eventfulHours();
    told.forEach(story::tell);
    story.tell(silence(Long.MAX_VALUE));

    Story restarted = new Story();
    for (Object each : told) {
      restarted.tell(each);
      restarted.restart();
    }
    restarted.tell(silence(Long.MAX_VALUE));

    assertThat(restarted.rows).isEqualTo(story.rows).hasSize(36);
    assertThat(restarted.state.keySet()).isEqualTo(story.state.keySet());
  }

  /** Several hours in which everything happens that leaves something behind. */
  private static List<Object> eventfulHours() {
    List<Object> told = new ArrayList<>();
    for (int hour = 0; hour < 6; hour++) {
      int from = hour * 60;
      told.add(announced(from, "shop-" + hour, spec(10 + hour, 5 + hour, "DB_POOL")));
      told.add(database(from + 1, 0, Map.of("flag.max_connections", Integer.toString(100 + hour))));
      told.add(connector(from + 1, hour == 3 ? "DeleteConnector" : "CreateConnector", Map.of()));
      told.add(traffic(from + 2, "shop", "shop-" + Math.max(0, hour - 1)));
      for (int minute = from + 3; minute < from + 53; minute += 5) {
        told.add(served(minute, "shop-" + hour, 1 + minute % 7, minute, minute));
        told.add(served(minute, "shop-" + (hour + 1), 2, 5));
        told.add(said(minute, CLOUD_RUN_SERVICE, "shop", SignalKind.MEMORY_LIMIT, 2));
        told.add(said(minute, CLOUD_SQL_INSTANCE, "pg1", SignalKind.SQL_SLOTS_EXHAUSTED, 1));
        told.add(metric(minute, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, minute % 11, Map.of()));
        told.add(
            metric(minute, VPC_CONNECTOR, "app-connector", "", SENT, 1e6, Map.of("seconds", "60")));
      }
    }
    return told;
  }

  @Test
  void what_has_long_been_silent_is_forgotten() {
    Story short1 = new Story(Settings.of(Map.of("capacity.horizon", "1d")));
    short1.tell(
        announced(0, "shop-1", spec(2, 5)),
        database(0, 0, Map.of("flag.max_connections", "50")),
        served(1, "shop-1", 1, 1));
    for (int hour = 1; hour < 60; hour++) {
      short1.tell(served(hour * 60, "other-1", 1, 1));
    }
    short1.tell(silence(Long.MAX_VALUE));

    assertThat(short1.rows)
        .filteredOn(row -> row.getResource() == CapacityResource.SQL_CONNECTION_BUDGET)
        .as("hours for which the ledger knew of it")
        .hasSize(26);
    assertThat(short1.state.keySet())
        .noneMatch(key -> key.contains("shop") || key.contains("max_connections"));
  }

  @Test
  void revisions_are_kept_as_long_as_they_serve_and_else_the_latest() {
    story.tell(announced(0, "shop-0", spec(99, 1)), traffic(0, "shop", "shop-0"));
    for (int i = 1; i <= 100; i++) {
      story.tell(announced(i % 59, "shop-" + i, spec(1, 1)));
    }

    assertThat(story.state.keySet().stream().filter(key -> key.startsWith("spec/"))).hasSize(21);
    assertThat(
            story.tell(served(59, "shop-0", 1, 1)).only(CapacityResource.INSTANCES).getLimitValue())
        .isEqualTo(99);
  }

  private static Map<String, String> map(String text) {
    String inner = text.substring(1, text.length() - 1);
    Map<String, String> map = new java.util.TreeMap<>();
    for (String pair : inner.isEmpty() ? new String[0] : inner.split(",")) {
      map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return map;
  }
}
