// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Pods of one kind: what they are called, what is written on them, and what is in them. */
record Workload(String name, Map<String, String> labels, PodSpec pod) {

  /** There is one; whoever adds another says here which one is meant. */
  Container container() {
    if (pod.getContainers().size() != 1) {
      throw new IllegalStateException(name + " has not one container");
    }
    return pod.getContainers().getFirst();
  }

  List<String> environmentMaps() {
    return container().getEnvFrom().stream()
        .filter(from -> from.getConfigMapRef() != null)
        .map(from -> from.getConfigMapRef().getName())
        .toList();
  }

  List<String> portNames() {
    return container().getPorts().stream().map(ContainerPort::getName).toList();
  }

  int port(String name) {
    return container().getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getContainerPort();
  }

  List<Probe> probes() {
    return Stream.of(
            container().getStartupProbe(),
            container().getLivenessProbe(),
            container().getReadinessProbe())
        .filter(Objects::nonNull)
        .toList();
  }
}
