// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The manifests are what Kubernetes understands, and what they name is there. */
class ManifestsTest {

  @Test
  void every_file_has_only_kinds_and_fields_that_there_are() throws IOException {
    for (String folder : List.of("base", "components", "overlays")) {
      for (Path file : Build.manifests(Build.ROOT.resolve(folder))) {
        assertThat(Build.read(Files.readString(file))).as(file.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void a_misspelt_field_is_found_however_deep_it_is() {
    String yaml =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a}
        spec:
          template:
            spec:
              containers:
                - {name: a, securityContext: {readOnlyRootFileSystem: true}}
        """;
    assertThatThrownBy(() -> Build.read(yaml)).hasMessageContaining("readOnlyRootFileSystem");
    assertThatThrownBy(() -> Build.read("apiVersion: v1\nkind: Pot\n"))
        .hasMessageContaining("v1 Pot");
    assertThatThrownBy(() ->
            Build.read(
                "apiVersion: monitoring.googleapis.com/v1\nkind: PodMonitoring\nspec: {endpoint: 1}\n"))
        .hasMessageContaining("endpoint");
  }

  @ParameterizedTest
  @EnumSource
  void everything_has_a_name_of_its_own_in_one_namespace(Build build) {
    Set<String> names = new HashSet<>();
    for (HasMetadata thing : build.cluster().things()) {
      assertThat(names.add(thing.getKind() + " " + thing.getMetadata().getName()))
          .as("only one %s %s", thing.getKind(), thing.getMetadata().getName())
          .isTrue();
      if (build != Build.FILES && !(thing instanceof Namespace)) {
        assertThat(thing.getMetadata().getNamespace()).as(thing.toString()).isEqualTo("fivewhys");
      }
    }
    assertThat(build.cluster().names(Namespace.class)).containsExactly("fivewhys");
  }

  @ParameterizedTest
  @EnumSource
  void each_selector_finds_the_pods_that_it_is_for(Build build) {
    Cluster cluster = build.cluster();
    assertThat(cluster.workloads())
        .extracting(Workload::name)
        .containsExactly("ingest", "processors", "sinks");
    Stream.of(
            cluster.all(Deployment.class).stream()
                .map(thing -> new Selecting(thing, thing.getSpec().getSelector())),
            cluster.all(StatefulSet.class).stream()
                .map(thing -> new Selecting(thing, thing.getSpec().getSelector())),
            cluster.all(PodDisruptionBudget.class).stream()
                .map(thing -> new Selecting(thing, thing.getSpec().getSelector())),
            cluster.all(PodMonitoring.class).stream()
                .map(thing -> new Selecting(thing, thing.spec().selector())))
        .flatMap(selecting -> selecting)
        .forEach(selecting ->
            assertThat(cluster.selected(selecting.by.getMatchLabels()))
                .as(selecting.thing.toString())
                .extracting(Workload::name)
                .containsExactly(selecting.thing.getMetadata().getName()));
    assertThat(cluster.names(PodDisruptionBudget.class)).hasSize(3);
  }

  private record Selecting(HasMetadata thing, LabelSelector by) {}

  @ParameterizedTest
  @EnumSource
  void each_service_leads_to_a_port_of_the_pods_that_it_selects(Build build) {
    Cluster cluster = build.cluster();
    for (Service service : cluster.all(Service.class)) {
      List<Workload> found = cluster.selected(service.getSpec().getSelector());
      assertThat(found).as(service.toString()).hasSize(1);
      for (ServicePort port : service.getSpec().getPorts()) {
        assertThat(found.getFirst().portNames()).contains(port.getTargetPort().getStrVal());
        assertThat(port.getPort())
            .isEqualTo(found.getFirst().port(port.getTargetPort().getStrVal()));
      }
    }
    assertThat(cluster.names(Service.class))
        .containsAll(
            cluster.all(StatefulSet.class).stream()
                .map(set -> set.getSpec().getServiceName())
                .toList());
  }

  @ParameterizedTest
  @EnumSource
  void pods_have_their_account_their_settings_and_their_volumes(Build build) {
    Cluster cluster = build.cluster();
    for (Workload workload : cluster.workloads()) {
      assertThat(cluster.names(ServiceAccount.class))
          .contains(workload.pod().getServiceAccountName());
      assertThat(workload.environmentMaps()).hasSize(1);
      assertThat(cluster.names(io.fabric8.kubernetes.api.model.ConfigMap.class))
          .containsAll(workload.environmentMaps())
          .containsAll(
              workload.pod().getVolumes().stream()
                  .filter(volume -> volume.getConfigMap() != null)
                  .map(volume -> volume.getConfigMap().getName())
                  .toList());
      assertThat(workload.pod().getVolumes())
          .extracting(volume -> volume.getName())
          .containsExactlyInAnyOrderElementsOf(
              workload.container().getVolumeMounts().stream()
                  .map(mount -> mount.getName())
                  .toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_scaled_is_there_and_says_no_number_of_its_own(Build build) {
    Cluster cluster = build.cluster();
    for (HorizontalPodAutoscaler scaler : cluster.all(HorizontalPodAutoscaler.class)) {
      String target = scaler.getSpec().getScaleTargetRef().getName();
      assertThat(cluster.all(StatefulSet.class))
          .filteredOn(set -> set.getMetadata().getName().equals(target))
          .singleElement()
          .satisfies(set -> assertThat(set.getSpec().getReplicas()).isNull());
    }
  }
}
