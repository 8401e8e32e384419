// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything that one apply tells a cluster. */
record Cluster(List<HasMetadata> things) {

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return things.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<String> names(Class<? extends HasMetadata> kind) {
    return all(kind).stream().map(thing -> thing.getMetadata().getName()).toList();
  }

  /** Whatever runs pods, with their names in order. */
  List<Workload> workloads() {
    return Stream.concat(
            all(Deployment.class).stream()
                .map(deployment -> workload(deployment, deployment.getSpec().getTemplate())),
            all(StatefulSet.class).stream().map(set -> workload(set, set.getSpec().getTemplate())))
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  private static Workload workload(HasMetadata thing, PodTemplateSpec template) {
    return new Workload(
        thing.getMetadata().getName(), template.getMetadata().getLabels(), template.getSpec());
  }

  /** Those pods that all these labels select. */
  List<Workload> selected(Map<String, String> labels) {
    return workloads().stream()
        .filter(workload -> workload.labels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  /** What a workload's process gets from its environment, but for secrets and the pod's own. */
  Map<String, String> environment(Workload workload) {
    Map<String, String> values = new TreeMap<>();
    for (ConfigMap map : all(ConfigMap.class)) {
      if (workload.environmentMaps().contains(map.getMetadata().getName())) {
        values.putAll(map.getData());
      }
    }
    workload.container().getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .forEach(variable -> values.put(variable.getName(), variable.getValue()));
    return values;
  }
}
