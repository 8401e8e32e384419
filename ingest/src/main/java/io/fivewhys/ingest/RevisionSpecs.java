// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ContainerSpec;
import io.fivewhys.EnvVar;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A revision's spec in either spelling, Knative (v1) or Cloud Run v2, as the same record:
 * normalised, and with hashes where environment variables have values.
 */
final class RevisionSpecs {

  private static final int MOST = 500;
  private static final int LONGEST = 300;

  /** Environment variables of all containers together. */
  static final int MOST_VARIABLES = 2_000;

  private final Actors actors;

  RevisionSpecs(Actors actors) {
    this.actors = actors;
  }

  /**
   * @param owner what holds {@code metadata.annotations} and {@code spec}: a Revision, or a
   *     Service's template
   * @param whole the object announced, whose status names the image's digest
   */
  RevisionSpec knative(Node owner, Node whole) {
    Node spec = owner.at("spec");
    RevisionSpec result = empty();
    List<String> stray = new ArrayList<>();
    Annotations annotations = new Annotations(owner.at("metadata", "annotations"), stray);
    Node service = whole.at("metadata", "annotations");
    result.setContainers(containers(spec.at("containers"), "valueFrom", "secretKeyRef", "key"));
    result.setImageDigest(bounded(whole.at("status", "imageDigest").text()));
    result.setConcurrency(spec.at("containerConcurrency").integer());
    result.setTimeoutSeconds(spec.at("timeoutSeconds").integer());
    result.setServiceAccount(actors.pseudonym(spec.at("serviceAccountName").text()));
    Integer min = annotations.integer("autoscaling.knative.dev/minScale");
    Integer max = annotations.integer("autoscaling.knative.dev/maxScale");
    result.setMinScale(min == null ? service.at("run.googleapis.com/minScale").integer() : min);
    result.setMaxScale(max == null ? service.at("run.googleapis.com/maxScale").integer() : max);
    result.setConnector(annotations.text("run.googleapis.com/vpc-access-connector"));
    result.setEgress(annotations.text("run.googleapis.com/vpc-access-egress"));
    result.setNetworkInterfaces(annotations.text("run.googleapis.com/network-interfaces"));
    result.setSqlInstances(annotations.list("run.googleapis.com/cloudsql-instances"));
    result.setExecutionEnvironment(annotations.text("run.googleapis.com/execution-environment"));
    result.setCpuThrottling(annotations.flag("run.googleapis.com/cpu-throttling"));
    result.setStartupCpuBoost(annotations.flag("run.googleapis.com/startup-cpu-boost"));
    result.setLabels(userLabels(owner.at("metadata", "labels")));
    result.setStrayBlanks(stray);
    return result;
  }

  /** A google.cloud.run.v2.Service. */
  RevisionSpec v2(Node service) {
    Node template = service.at("template");
    RevisionSpec result = empty();
    result.setContainers(
        containers(template.at("containers"), "valueSource", "secretKeyRef", "version"));
    result.setConcurrency(template.at("maxInstanceRequestConcurrency").integer());
    result.setTimeoutSeconds(seconds(template.at("timeout").text()));
    result.setServiceAccount(actors.pseudonym(template.at("serviceAccount").text()));
    result.setMinScale(template.at("scaling", "minInstanceCount").integer());
    result.setMaxScale(template.at("scaling", "maxInstanceCount").integer());
    result.setConnector(bounded(template.at("vpcAccess", "connector").text()));
    String egress = template.at("vpcAccess", "egress").text();
    result.setEgress(
        egress == null
            ? null
            : bounded(egress.toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
    result.setNetworkInterfaces(interfaces(template.at("vpcAccess", "networkInterfaces")));
    List<String> instances = new ArrayList<>();
    for (Node volume : template.at("volumes").elements()) {
      for (Node instance : volume.at("cloudSqlInstance", "instances").elements()) {
        add(instances, instance.textOr("").strip());
      }
    }
    result.setSqlInstances(instances);
    Node first = at(template.at("containers").elements(), 0).at("resources");
    Boolean idle = first.at("cpuIdle").flag();
    result.setCpuThrottling(idle);
    result.setStartupCpuBoost(first.at("startupCpuBoost").flag());
    result.setExecutionEnvironment(environment(template.at("executionEnvironment").text()));
    result.setLabels(userLabels(template.at("labels")));
    return result;
  }

  private static RevisionSpec empty() {
    RevisionSpec spec = new RevisionSpec();
    spec.setContainers(List.of());
    spec.setSqlInstances(List.of());
    spec.setLabels(Map.of());
    spec.setStrayBlanks(List.of());
    return spec;
  }

  private List<ContainerSpec> containers(
      Node containers, String source, String reference, String version) {
    List<ContainerSpec> result = new ArrayList<>();
    int variables = 0;
    for (Node container : containers.elements()) {
      if (result.size() == MOST) {
        break;
      }
      ContainerSpec spec = new ContainerSpec();
      spec.setName(text(container.at("name")));
      spec.setImage(text(container.at("image")));
      int most = Math.min(MOST, MOST_VARIABLES - variables);
      spec.setEnv(environment(container.at("env"), most, source, reference, version));
      variables += spec.getEnv().size();
      spec.setLimits(limits(container.at("resources", "limits")));
      spec.setPorts(ports(container.at("ports")));
      spec.setStartupProbe(probe(container.at("startupProbe")));
      spec.setLivenessProbe(probe(container.at("livenessProbe")));
      result.add(spec);
    }
    return result;
  }

  private List<EnvVar> environment(
      Node env, int most, String source, String reference, String version) {
    List<EnvVar> result = new ArrayList<>();
    for (Node variable : env.elements()) {
      String name = variable.at("name").text();
      if (name == null || result.size() == most) {
        continue;
      }
      Node secret = variable.at(source, reference);
      String named = secret.at("name").text();
      String value = variable.at("value").text();
      EnvVar entry = new EnvVar();
      entry.setName(Redaction.redact(name, LONGEST));
      entry.setSecret(bounded(named == null ? secret.at("secret").text() : named));
      entry.setSecretVersion(bounded(secret.at(version).text()));
      if (!secret.isPresent()) {
        entry.setValueHash(actors.hash(value == null ? "" : value.strip()));
        entry.setStrayBlanks(value != null && isStray(value));
      }
      result.add(entry);
    }
    return result;
  }

  private static boolean isStray(String value) {
    return value.indexOf('\r') >= 0 || value.length() != value.strip().length();
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
      line.append("http:").append(probe.at("httpGet", "port").textOr(""));
      line.append(probe.at("httpGet", "path").textOr(""));
    } else if (probe.at("grpc").isPresent()) {
      line.append("grpc:").append(probe.at("grpc", "port").textOr(""));
    } else {
      line.append("tcp:").append(probe.at("tcpSocket", "port").textOr(""));
    }
    part(line, " delay=", probe.at("initialDelaySeconds"), "s");
    part(line, " period=", probe.at("periodSeconds"), "s");
    part(line, " timeout=", probe.at("timeoutSeconds"), "s");
    part(line, " failures=", probe.at("failureThreshold"), "");
    return Redaction.redact(line.toString(), LONGEST);
  }

  private static void part(StringBuilder line, String name, Node value, String unit) {
    String text = value.text();
    if (text != null) {
      line.append(name).append(text).append(unit);
    }
  }

  /** Labels that the platform did not set itself. */
  private static Map<String, String> userLabels(Node labels) {
    Map<String, String> result = new TreeMap<>();
    labels
        .members()
        .forEach((name, value) -> {
          boolean platform = name.contains("googleapis.com/") || name.contains("knative.dev/");
          String text = value.text();
          if (!platform && text != null && result.size() < 64) {
            result.put(Redaction.redact(name, LONGEST), Redaction.redact(text.strip(), LONGEST));
          }
        });
    return result;
  }

  private static @Nullable String interfaces(Node interfaces) {
    List<String> names = new ArrayList<>();
    for (Node each : interfaces.elements()) {
      add(names, each.at("network").textOr("") + "/" + each.at("subnetwork").textOr(""));
    }
    return names.isEmpty() ? null : String.join(",", names);
  }

  private static void add(List<String> list, String value) {
    if (!value.isEmpty() && list.size() < MOST) {
      list.add(Redaction.redact(value, LONGEST));
    }
  }

  private static Node at(List<Node> list, int index) {
    return index < list.size() ? list.get(index) : Node.ABSENT;
  }

  private static @Nullable Integer seconds(@Nullable String duration) {
    if (duration == null) {
      return null;
    }
    long nanos = Timestamps.duration(duration.toCharArray(), 0, duration.length());
    return nanos < 0 ? null : (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000_000L);
  }

  private static @Nullable String environment(@Nullable String name) {
    return name == null
        ? null
        : switch (name) {
          case "EXECUTION_ENVIRONMENT_GEN1" -> "gen1";
          case "EXECUTION_ENVIRONMENT_GEN2" -> "gen2";
          default -> Redaction.redact(name, LONGEST);
        };
  }

  private static String text(Node node) {
    return Redaction.redact(node.textOr("").strip(), LONGEST);
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text.strip(), LONGEST);
  }

  /**
   * Annotations by name, trimmed; the names of those that needed it are collected, as such a blank
   * has been the root cause of an outage.
   */
  private record Annotations(Node node, List<String> stray) {

    @Nullable String text(String name) {
      String value = node.at(name).text();
      if (value == null) {
        return null;
      }
      if (isStray(value)) {
        stray.add(name);
      }
      String trimmed = value.strip();
      return trimmed.isEmpty() ? null : Redaction.redact(trimmed, LONGEST);
    }

    @Nullable Integer integer(String name) {
      String value = text(name);
      return value == null ? null : new Node(value).integer();
    }

    @Nullable Boolean flag(String name) {
      String value = text(name);
      return value == null ? null : new Node(value).flag();
    }

    List<String> list(String name) {
      String value = node.at(name).text();
      List<String> result = new ArrayList<>();
      if (value != null) {
        boolean odd = isStray(value);
        for (String part : value.split(",", -1)) {
          odd |= isStray(part);
          add(result, part.strip());
        }
        if (odd) {
          stray.add(name);
        }
      }
      return result;
    }
  }
}
