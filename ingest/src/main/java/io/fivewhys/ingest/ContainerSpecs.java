// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ContainerSpec;
import io.fivewhys.EnvVar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The containers of a revision: images, limits, ports, probes and the environment, with hashes in
 * place of its values. A secret mounted as a volume stands among the variables under the name
 * {@code volume:MOUNTPATH}, as it is a reference like theirs.
 */
final class ContainerSpecs {

  private static final int MOST = 500;
  private static final int LONGEST = 300;

  /** What a reference without a version means. */
  private static final String LATEST = "latest";

  private final Actors actors;
  private final SpecSpelling spelling;

  /** From the name of a secret as sent to the form that all specs share. */
  private final UnaryOperator<@Nullable String> secretName;

  ContainerSpecs(Actors actors, SpecSpelling spelling, UnaryOperator<@Nullable String> secretName) {
    this.actors = actors;
    this.spelling = spelling;
    this.secretName = secretName;
  }

  /**
   * @param owner what holds {@code containers} and {@code volumes}
   */
  List<ContainerSpec> of(Node owner) {
    List<ContainerSpec> result = new ArrayList<>();
    Map<String, Node> volumes = secretVolumes(owner);
    Map<String, Node> unmounted = unmounted(owner, volumes);
    int left = RevisionSpecs.MOST_VARIABLES;
    for (Node container : owner.at("containers").elements()) {
      if (result.size() == MOST) {
        break;
      }
      ContainerSpec spec = new ContainerSpec();
      spec.setName(text(container.at("name")));
      spec.setImage(text(container.at("image")));
      List<EnvVar> variables = new ArrayList<>();
      int most = Math.min(MOST, left);
      environment(container.at("env"), most, variables);
      mounts(container, volumes, most, variables);
      if (result.isEmpty()) {
        unmounted.forEach((name, volume) -> volume(name, volume, most, variables));
      }
      spec.setEnv(variables);
      left -= variables.size();
      spec.setLimits(limits(container.at("resources", "limits")));
      spec.setPorts(ports(container.at("ports")));
      spec.setStartupProbe(probe(container.at("startupProbe")));
      spec.setLivenessProbe(probe(container.at("livenessProbe")));
      result.add(spec);
    }
    return result;
  }

  private void environment(Node env, int most, List<EnvVar> into) {
    for (Node variable : env.elements()) {
      String name = variable.at("name").text();
      if (name == null || into.size() >= most) {
        continue;
      }
      Node secret = spelling.reference(variable);
      String value = variable.at("value").text();
      EnvVar entry = new EnvVar();
      entry.setName(Redaction.redact(name, LONGEST));
      entry.setSecret(bounded(secretName.apply(spelling.secret(secret))));
      entry.setSecretVersion(bounded(spelling.version(secret)));
      if (!secret.isPresent()) {
        entry.setValueHash(actors.hash(value == null ? "" : value.strip()));
        entry.setStrayBlanks(value != null && SpecAnnotations.isStray(value));
      }
      into.add(entry);
    }
  }

  private Map<String, Node> secretVolumes(Node owner) {
    Map<String, Node> result = new LinkedHashMap<>();
    for (Node volume : owner.at("volumes").elements()) {
      if (spelling.volumeSecret(volume) != null) {
        result.put(volume.at("name").textOr(""), volume);
      }
    }
    return result;
  }

  /** A reference all the same: the revision does not start without its secret. */
  private static Map<String, Node> unmounted(Node owner, Map<String, Node> volumes) {
    Map<String, Node> result = new LinkedHashMap<>(volumes);
    for (Node container : owner.at("containers").elements()) {
      for (Node mount : container.at("volumeMounts").elements()) {
        result.remove(mount.at("name").textOr(""));
      }
    }
    return result;
  }

  private void mounts(Node container, Map<String, Node> volumes, int most, List<EnvVar> into) {
    for (Node mount : container.at("volumeMounts").elements()) {
      String name = mount.at("name").textOr("");
      Node volume = volumes.get(name);
      if (volume != null) {
        volume(mount.at("mountPath").textOr(name), volume, most, into);
      }
    }
  }

  /** One reference for each file; a single one goes by the name of its folder. */
  private void volume(String path, Node volume, int most, List<EnvVar> into) {
    List<Node> items = spelling.items(volume);
    for (Node item : items.isEmpty() ? List.of(Node.ABSENT) : items) {
      if (into.size() < most) {
        String version = spelling.version(item);
        String file = items.size() > 1 ? "/" + text(item.at("path")) : "";
        EnvVar entry = new EnvVar();
        // Each part by itself: joined, the one could hide the other's secret.
        entry.setName(Redaction.redact("volume:" + bounded(path) + file, LONGEST));
        entry.setSecret(bounded(secretName.apply(spelling.volumeSecret(volume))));
        entry.setSecretVersion(bounded(version == null ? LATEST : version));
        into.add(entry);
      }
    }
  }

  private static Map<String, String> limits(Node limits) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String name : List.of("cpu", "memory", "nvidia.com/gpu")) {
      String limit = limits.at(name).text();
      if (limit != null) {
        result.put(name, Redaction.redact(limit, LONGEST));
      }
    }
    return result;
  }

  private static List<Integer> ports(Node ports) {
    List<Integer> result = new ArrayList<>();
    for (Node port : ports.elements()) {
      Integer number = port.at("containerPort").integer();
      if (number != null && result.size() < MOST) {
        result.add(number);
      }
    }
    return result;
  }

  /** {@code tcp:8080 period=240s timeout=240s failures=1}. */
  private static @Nullable String probe(Node probe) {
    if (!probe.isPresent()) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    if (probe.at("httpGet").isPresent()) {
      line.append("http:").append(text(probe.at("httpGet", "port")));
      line.append(text(probe.at("httpGet", "path")));
    } else if (probe.at("grpc").isPresent()) {
      line.append("grpc:").append(text(probe.at("grpc", "port")));
    } else {
      line.append("tcp:").append(text(probe.at("tcpSocket", "port")));
    }
    part(line, " delay=", probe.at("initialDelaySeconds"), "s");
    part(line, " period=", probe.at("periodSeconds"), "s");
    part(line, " timeout=", probe.at("timeoutSeconds"), "s");
    part(line, " failures=", probe.at("failureThreshold"), "");
    return Redaction.redact(line.toString(), LONGEST);
  }

  private static void part(StringBuilder line, String name, Node value, String unit) {
    String text = text(value);
    if (!text.isEmpty()) {
      line.append(name).append(text).append(unit);
    }
  }

  private static String text(Node node) {
    return Redaction.redact(node.textOr("").strip(), LONGEST);
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text.strip(), LONGEST);
  }
}
