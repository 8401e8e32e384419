// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What pods may not: be root, write to their image, take what others need, talk to anybody. */
class SecurityTest {

  private static final String STANDARD = "pod-security.kubernetes.io/enforce";

  @ParameterizedTest
  @EnumSource
  void the_namespace_admits_restricted_pods_only(Build build) {
    assertThat(build.cluster().all(Namespace.class))
        .allSatisfy(space ->
            assertThat(space.getMetadata().getLabels()).containsEntry(STANDARD, "restricted"));
  }

  @ParameterizedTest
  @EnumSource
  void pods_are_nobody_and_have_no_token_of_the_cluster(Build build) {
    for (Workload workload : build.cluster().workloads()) {
      PodSpec pod = workload.pod();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getHostNetwork()).isNull();
      assertThat(pod.getInitContainers()).isEmpty();
      assertThat(pod.getVolumes()).allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
    }
    assertThat(build.cluster().all(ServiceAccount.class))
        .allSatisfy(account -> assertThat(account.getAutomountServiceAccountToken()).isFalse());
  }

  @ParameterizedTest
  @EnumSource
  void containers_keep_no_capability_and_write_to_scratch_space_alone(Build build) {
    for (Workload workload : build.cluster().workloads()) {
      Container container = workload.container();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
      assertThat(container.getSecurityContext().getRunAsUser()).isNull();
      assertThat(container.getVolumeMounts())
          .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
          .extracting(mount -> mount.getMountPath())
          .containsExactly("/tmp");
    }
  }

  /** Autopilot gives what is asked for and no more: a limit above it would only be a hope. */
  @ParameterizedTest
  @EnumSource
  void containers_ask_for_what_they_may_use_at_most(Build build) {
    for (Workload workload : build.cluster().workloads()) {
      assertThat(workload.container().getResources().getRequests())
          .containsOnlyKeys("cpu", "memory", "ephemeral-storage")
          .isEqualTo(workload.container().getResources().getLimits());
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_comes_in_and_nothing_goes_out_but_what_is_named(Build build) {
    Cluster cluster = build.cluster();
    NetworkPolicy deny = policy(cluster, "deny");
    assertThat(deny.getSpec().getPodSelector().getMatchLabels()).isEmpty();
    assertThat(deny.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(deny.getSpec().getIngress()).isEmpty();
    assertThat(deny.getSpec().getEgress()).isEmpty();
    for (NetworkPolicy policy : cluster.all(NetworkPolicy.class)) {
      policy
          .getSpec()
          .getIngress()
          .forEach(rule -> {
            assertThat(rule.getFrom()).as(policy.toString()).isNotEmpty();
            assertThat(rule.getPorts())
                .as(policy.toString())
                .isNotEmpty()
                .allSatisfy(port ->
                    assertThat(port.getPort().getStrVal())
                        .isIn(cluster.workloads().getLast().portNames()));
          });
      policy.getSpec().getEgress().forEach(rule -> assertThat(rule.getPorts()).isNotEmpty());
    }
  }

  /** The base's files get that label from kustomize only. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILES")
  void every_pod_may_reach_the_brokers_that_it_is_told_of(Build build) {
    Cluster cluster = build.cluster();
    NetworkPolicy services = policy(cluster, "services");
    Map<String, String> labels = services.getSpec().getPodSelector().getMatchLabels();
    assertThat(cluster.selected(labels)).hasSize(3);
    List<Integer> ports =
        services.getSpec().getEgress().stream()
            .flatMap(rule -> rule.getPorts().stream())
            .map(port -> port.getPort().getIntVal())
            .toList();
    assertThat(ports).contains(53, 443);
    for (Workload workload : cluster.workloads()) {
      String brokers = cluster.environment(workload).getOrDefault("FIVEWHYS_KAFKA_BOOTSTRAP", "");
      assertThat(ports).contains(Integer.valueOf(brokers.substring(brokers.lastIndexOf(':') + 1)));
    }
  }

  private static NetworkPolicy policy(Cluster cluster, String name) {
    return cluster.all(NetworkPolicy.class).stream()
        .filter(policy -> policy.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
