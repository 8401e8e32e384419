// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.ContainerSpec;
import io.fivewhys.EnvVar;
import io.fivewhys.FieldChange;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two specs, field by field, ascending by field. Both are laid out as names
 * and values first, so that the order of lists and the spelling of quantities make no difference.
 */
final class SpecDiff {

  private static final int MOST = 500;
  private static final int HASH_DIGITS = 12;

  private SpecDiff() {}

  static List<FieldChange> between(RevisionSpec before, RevisionSpec after) {
    Map<String, String> old = new TreeMap<>(common(before));
    Map<String, String> fresh = new TreeMap<>(common(after));
    for (Pair pair : pairs(before.getContainers(), after.getContainers())) {
      container(old, pair.prefix, pair.before);
      container(fresh, pair.prefix, pair.after);
    }
    TreeSet<String> fields = new TreeSet<>(old.keySet());
    fields.addAll(fresh.keySet());
    return fields.stream()
        .filter(field -> !Objects.equals(old.get(field), fresh.get(field)))
        .limit(MOST)
        .map(field -> new FieldChange(field, old.get(field), fresh.get(field)))
        .toList();
  }

  private static Map<String, String> common(RevisionSpec spec) {
    Map<String, String> fields = new TreeMap<>();
    put(fields, "image_digest", digest(spec));
    put(fields, "concurrency", spec.getConcurrency());
    put(fields, "timeout_seconds", spec.getTimeoutSeconds());
    put(fields, "scaling.min", spec.getMinScale());
    put(fields, "scaling.max", spec.getMaxScale());
    put(fields, "connector", SharedParts.lastPart(spec.getConnector()));
    put(fields, "egress", spec.getEgress());
    put(fields, "network_interfaces", spec.getNetworkInterfaces());
    put(fields, "sql_instances", joined(spec.getSqlInstances()));
    put(fields, "service_account", spec.getServiceAccount());
    put(fields, "execution_environment", spec.getExecutionEnvironment());
    put(fields, "cpu_throttling", spec.getCpuThrottling());
    put(fields, "startup_cpu_boost", spec.getStartupCpuBoost());
    spec.getLabels().forEach((name, value) -> put(fields, "labels." + name, value));
    return fields;
  }

  private static void container(
      Map<String, String> fields, String prefix, @Nullable ContainerSpec container) {
    if (container == null) {
      return;
    }
    put(fields, prefix + "image", withoutDigest(container.getImage()));
    for (EnvVar variable : container.getEnv()) {
      put(fields, prefix + "env." + variable.getName(), value(variable));
    }
    container
        .getLimits()
        .forEach(
            (name, limit) -> put(fields, prefix + "limits." + name, Quantity.normalised(limit)));
    put(fields, prefix + "ports", joined(container.getPorts()));
    put(fields, prefix + "startup_probe", container.getStartupProbe());
    put(fields, prefix + "liveness_probe", container.getLivenessProbe());
  }

  private record Pair(
      String prefix, @Nullable ContainerSpec before, @Nullable ContainerSpec after) {}

  /**
   * Containers of the same name belong together; of the others the ones that serve, then those in
   * the same position. The one that serves is meant where no container is named.
   */
  private static List<Pair> pairs(List<ContainerSpec> before, List<ContainerSpec> after) {
    List<ContainerSpec> old = servingFirst(before);
    List<ContainerSpec> fresh = servingFirst(after);
    ContainerSpec serving = fresh.isEmpty() ? null : fresh.get(0);
    Map<ContainerSpec, ContainerSpec> matched = new java.util.IdentityHashMap<>();
    for (ContainerSpec each : fresh) {
      old.stream()
          .filter(one -> one.getName().equals(each.getName()))
          .findFirst()
          .ifPresent(same -> {
            matched.put(each, same);
            old.remove(same);
          });
    }
    List<Pair> pairs = new ArrayList<>();
    for (ContainerSpec each : fresh) {
      ContainerSpec same = matched.get(each);
      if (same == null && !old.isEmpty()) {
        same = old.remove(0);
      }
      pairs.add(new Pair(each == serving ? "" : prefix(each), same, each));
    }
    old.forEach(gone -> pairs.add(new Pair(prefix(gone), gone, null)));
    return pairs;
  }

  private static List<ContainerSpec> servingFirst(List<ContainerSpec> containers) {
    List<ContainerSpec> ordered = new ArrayList<>(containers);
    ordered.stream()
        .filter(container -> !container.getPorts().isEmpty())
        .findFirst()
        .ifPresent(serving -> {
          ordered.removeIf(each -> each == serving);
          ordered.add(0, serving);
        });
    return ordered;
  }

  private static String prefix(ContainerSpec container) {
    return "container." + container.getName() + ".";
  }

  private static String value(EnvVar variable) {
    String secret = variable.getSecret();
    if (secret != null) {
      String version = variable.getSecretVersion();
      return "secret " + secret + (version == null ? "" : ":" + version);
    }
    String hash = variable.getValueHash();
    // The hash is of the value without blanks around it.
    return hash == null
        ? "unset"
        : "sha256:"
            + hash.substring(0, Math.min(HASH_DIGITS, hash.length()))
            + (variable.getStrayBlanks() ? " and stray blanks" : "");
  }

  private static @Nullable String digest(RevisionSpec spec) {
    String digest = spec.getImageDigest();
    if (digest == null && !spec.getContainers().isEmpty()) {
      digest = servingFirst(spec.getContainers()).get(0).getImage();
    }
    int at = digest == null ? -1 : digest.indexOf("sha256:");
    return digest == null || at < 0 ? null : digest.substring(at);
  }

  private static @Nullable String withoutDigest(String image) {
    int at = image.indexOf('@');
    String name = at < 0 ? image : image.substring(0, at);
    return name.isEmpty() ? null : name;
  }

  private static @Nullable String joined(Collection<?> values) {
    return values.isEmpty()
        ? null
        : values.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  private static void put(Map<String, String> fields, String field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, String.valueOf(value));
    }
  }
}
