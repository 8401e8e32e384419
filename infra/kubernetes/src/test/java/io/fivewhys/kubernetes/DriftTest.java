// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ExternalMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fivewhys.cli.FivewhysApp;
import io.fivewhys.contract.Metric;
import io.fivewhys.contract.Metrics;
import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.ConfigurationFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;

/** What the manifests say of the services is so. */
class DriftTest {

  private static final List<String> SECRETS =
      List.of("FIVEWHYS_INGEST_ENV_SALT", "FIVEWHYS_REPORT_TOKEN");

  @ParameterizedTest
  @EnumSource
  void each_variable_is_a_setting_and_its_value_one_that_it_takes(Build build) {
    Cluster cluster = build.cluster();
    List<String> known = Settings.ALL.stream().map(Setting::environment).toList();
    for (Workload workload : cluster.workloads()) {
      Map<String, String> environment = cluster.environment(workload);
      assertThat(known)
          .containsAll(environment.keySet())
          .containsAll(workload.container().getEnv().stream().map(EnvVar::getName).toList());
      Settings settings = Settings.of(Settings.fromEnvironment(environment));
      settings.require(List.of(Settings.KAFKA_BOOTSTRAP, Settings.INGEST_SUBSCRIPTION));
      assertThat(settings.get(Settings.SERVICE_HOST)).isEqualTo("0.0.0.0");
    }
  }

  /** What is said to worker pools is said to pods too. */
  @Test
  void what_terraform_sets_is_set_here() throws IOException {
    String here =
        Files.readString(Build.ROOT.resolve("base/settings.env"))
            + Files.readString(Build.ROOT.resolve("overlays/gke/settings.env"));
    for (Path manifest : Build.manifests(Build.ROOT)) {
      here += Files.readString(manifest);
    }
    String terraform = Files.readString(Build.ROOT.resolveSibling("terraform").resolve("main.tf"));

    assertThat(variables(terraform)).isNotEmpty();
    assertThat(variables(here)).containsAll(variables(terraform));
  }

  private static Set<String> variables(String text) {
    return Pattern.compile("\\bFIVEWHYS_[A-Z_]+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @EnumSource
  void what_is_secret_comes_from_the_secret_and_nothing_else_does(Build build) {
    for (Workload workload : build.cluster().workloads()) {
      assertThat(build.cluster().environment(workload))
          .doesNotContainKeys(SECRETS.toArray(String[]::new));
      for (EnvVar variable : workload.container().getEnv()) {
        boolean secret =
            variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null;
        assertThat(secret).as(variable.getName()).isEqualTo(SECRETS.contains(variable.getName()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void processes_keep_the_name_of_their_pod(Build build) {
    for (Workload workload : build.cluster().workloads()) {
      List<String> named =
          workload.container().getEnv().stream()
              .filter(variable -> variable.getValueFrom() != null)
              .filter(variable -> variable.getValueFrom().getFieldRef() != null)
              .filter(variable ->
                  variable.getValueFrom().getFieldRef().getFieldPath().equals("metadata.name"))
              .map(EnvVar::getName)
              .toList();
      assertThat(named)
          .isEqualTo(
              switch (workload.name()) {
                case "processors" -> List.of(Settings.PROCESSORS_INSTANCE_ID.environment());
                case "sinks" -> List.of(Settings.SINKS_INSTANCE_ID.environment());
                default -> List.of();
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_pod_runs_the_command_that_it_is_called_by(Build build) {
    List<String> commands =
        Stream.of(command(FivewhysApp.class).subcommands())
            .map(DriftTest::command)
            .map(Command::name)
            .toList();
    for (Workload workload : build.cluster().workloads()) {
      assertThat(workload.container().getCommand()).isEmpty();
      assertThat(workload.container().getArgs()).containsExactly(workload.name());
      assertThat(commands).contains(workload.name());
    }
  }

  private static Command command(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(Command.class), type.getName());
  }

  @ParameterizedTest
  @EnumSource
  void ports_are_those_that_the_services_listen_on(Build build) {
    Cluster cluster = build.cluster();
    for (Workload workload : cluster.workloads()) {
      Settings settings = Settings.of(Settings.fromEnvironment(cluster.environment(workload)));
      assertThat(workload.port("metrics")).isEqualTo(settings.get(Settings.SERVICE_PORT));
      if (workload.portNames().contains("page")) {
        assertThat(workload.port("page")).isEqualTo(settings.get(Settings.REPORT_PORT));
        assertThat(settings.get(Settings.REPORT_HOST)).isEqualTo("0.0.0.0");
      }
      assertThat(workload.probes())
          .hasSize(3)
          .allSatisfy(
              probe -> assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("metrics"));
    }
  }

  /** Links of other Services would come as variables, and a service refuses those of ours. */
  @ParameterizedTest
  @EnumSource
  void nothing_but_the_manifest_sets_variables(Build build) {
    assertThat(build.cluster().workloads())
        .allSatisfy(workload -> assertThat(workload.pod().getEnableServiceLinks()).isFalse());
  }

  @ParameterizedTest
  @EnumSource
  void whoever_is_asked_to_stop_is_given_longer_than_it_takes(Build build) throws Exception {
    Field limit = Class.forName("io.fivewhys.cli.ServiceRun").getDeclaredField("STOP_WITHIN");
    limit.setAccessible(true);
    Duration stop = (Duration) limit.get(null);
    assertThat(build.cluster().workloads())
        .allSatisfy(workload ->
            assertThat(workload.pod().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(stop.toSeconds() + 10));
  }

  @ParameterizedTest
  @EnumSource
  void scaling_goes_by_metrics_that_there_are(Build build) {
    for (HorizontalPodAutoscaler scaler : build.cluster().all(HorizontalPodAutoscaler.class)) {
      assertThat(scaler.getSpec().getMaxReplicas())
          .isLessThanOrEqualTo(Settings.defaults().get(Settings.KAFKA_PARTITIONS));
      List<ExternalMetricSource> external =
          scaler.getSpec().getMetrics().stream()
              .map(metric -> metric.getExternal())
              .filter(Objects::nonNull)
              .toList();
      assertThat(external).isNotEmpty();
      external.forEach(source -> hasMetric(build.cluster(), source));
    }
  }

  /** As Managed Service for Prometheus names what it collects: a level is a gauge there. */
  private static void hasMetric(Cluster cluster, ExternalMetricSource source) {
    String name = source.getMetric().getName();
    Metric metric =
        Metrics.ALL.stream()
            .filter(one -> name.equals("prometheus.googleapis.com|" + one.exposedName() + "|gauge"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no such metric: " + name));
    assertThat(metric.counter()).isFalse();
    source
        .getMetric()
        .getSelector()
        .getMatchLabels()
        .forEach((label, value) -> {
          switch (label) {
            case "resource.labels.namespace" -> assertThat(value).isEqualTo("fivewhys");
            case "resource.labels.job" ->
                assertThat(cluster.names(PodMonitoring.class)).contains(value);
            default -> {
              assertThat(label).isEqualTo("metric.labels." + metric.label());
              assertThat(Topics.ALL).anyMatch(topic -> topic.name().equals(value));
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void collectors_ask_every_service_and_keep_every_metric_of_ours(Build build) {
    Cluster cluster = build.cluster();
    List<PodMonitoring> monitorings = cluster.all(PodMonitoring.class);
    assertThat(monitorings).hasSize(build == Build.FILES || build == Build.BASE ? 0 : 3);
    for (PodMonitoring monitoring : monitorings) {
      Workload workload =
          cluster.selected(monitoring.spec().selector().getMatchLabels()).getFirst();
      for (PodMonitoring.Endpoint endpoint : monitoring.spec().endpoints()) {
        assertThat(endpoint.path()).isEqualTo("/metrics");
        assertThat(workload.portNames()).contains(endpoint.port());
        for (PodMonitoring.Relabeling kept : endpoint.metricRelabeling()) {
          assertThat(kept.action()).isEqualTo("keep");
          assertThat(Metrics.ALL)
              .allSatisfy(metric -> assertThat(metric.exposedName()).matches(kept.regex()));
        }
      }
    }
  }

  @Test
  void the_configuration_that_comes_along_can_be_read() {
    assertThat(
            ConfigurationFile.read(Build.ROOT.resolve("components/configuration/fivewhys.yaml"))
                .settings())
        .isEmpty();
  }
}
