// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ContainerSpec;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A revision's spec in either spelling, Knative (v1) or Cloud Run v2, as the same record:
 * normalised, and with hashes where environment variables have values, but for how large a pool of
 * connections is. The same revision gives the same record in both.
 */
final class RevisionSpecs {

  /** Environment variables of all containers together. */
  static final int MOST_VARIABLES = 2_000;

  private static final int LONGEST = 300;
  private static final int MOST_LABELS = 64;
  private static final String SQL_INSTANCES = "run.googleapis.com/cloudsql-instances";

  private final Actors actors;

  RevisionSpecs(Actors actors) {
    this.actors = actors;
  }

  /**
   * @param owner what holds {@code metadata.annotations} and {@code spec}: a Revision, or a
   *     Service's template
   * @param whole the object announced, whose status names the image's digest
   */
  RevisionSpec knative(Node owner, Node whole, ServiceHome home) {
    Node spec = owner.at("spec");
    SpecAnnotations annotations =
        new SpecAnnotations(owner.at("metadata", "annotations"), new ArrayList<>());
    Map<String, String> aliases = annotations.aliases("run.googleapis.com/secrets");
    Node service = whole.at("metadata", "annotations");
    RevisionSpec result =
        of(
            new ContainerSpecs(
                    actors,
                    SpecSpelling.KNATIVE,
                    name -> home.nameOf(name == null ? null : aliases.getOrDefault(name, name)))
                .of(spec));
    setPool(result, PoolSize.of(spec, SpecSpelling.KNATIVE));
    Node status = whole.at("status");
    String digest = status.at("imageDigest").text();
    if (digest == null) {
      digest = first(status.at("containerStatuses")).at("imageDigest").text();
    }
    result.setImageDigest(digest == null ? result.getImageDigest() : bounded(digest));
    result.setConcurrency(spec.at("containerConcurrency").integer());
    result.setTimeoutSeconds(spec.at("timeoutSeconds").integer());
    result.setServiceAccount(actors.pseudonym(spec.at("serviceAccountName").text()));
    Integer min = annotations.integer("autoscaling.knative.dev/minScale");
    Integer max = annotations.integer("autoscaling.knative.dev/maxScale");
    result.setMinScale(min == null ? service.at("run.googleapis.com/minScale").integer() : min);
    result.setMaxScale(max == null ? service.at("run.googleapis.com/maxScale").integer() : max);
    result.setConnector(home.nameOf(annotations.text("run.googleapis.com/vpc-access-connector")));
    result.setEgress(egress(annotations.text("run.googleapis.com/vpc-access-egress")));
    result.setNetworkInterfaces(annotations.text("run.googleapis.com/network-interfaces"));
    result.setSqlInstances(annotations.list(SQL_INSTANCES));
    result.setExecutionEnvironment(
        environment(annotations.text("run.googleapis.com/execution-environment")));
    result.setCpuThrottling(annotations.flag("run.googleapis.com/cpu-throttling"));
    result.setStartupCpuBoost(annotations.flag("run.googleapis.com/startup-cpu-boost"));
    result.setLabels(userLabels(owner.at("metadata", "labels")));
    result.setStrayBlanks(annotations.stray());
    return result;
  }

  /**
   * @param owner what holds {@code containers}: a google.cloud.run.v2.Revision, or a Service's
   *     template
   * @param whole the object announced, whose own scaling stands in for the revision's
   */
  RevisionSpec v2(Node owner, Node whole, ServiceHome home) {
    SpecAnnotations sent = new SpecAnnotations(Node.ABSENT, new ArrayList<>());
    RevisionSpec result = of(new ContainerSpecs(actors, SpecSpelling.V2, home::nameOf).of(owner));
    setPool(result, PoolSize.of(owner, SpecSpelling.V2));
    result.setConcurrency(owner.at("maxInstanceRequestConcurrency").integer());
    result.setTimeoutSeconds(seconds(owner.at("timeout").text()));
    result.setServiceAccount(actors.pseudonym(owner.at("serviceAccount").text()));
    result.setMinScale(scale(owner, whole, "minInstanceCount"));
    result.setMaxScale(scale(owner, whole, "maxInstanceCount"));
    Node access = owner.at("vpcAccess");
    result.setConnector(home.nameOf(bounded(access.at("connector").text())));
    result.setEgress(egress(access.at("egress").text()));
    result.setNetworkInterfaces(interfaces(access.at("networkInterfaces")));
    List<String> instances = new ArrayList<>();
    for (Node volume : owner.at("volumes").elements()) {
      for (Node instance : volume.at("cloudSqlInstance", "instances").elements()) {
        instances.add(instance.textOr(""));
      }
    }
    result.setSqlInstances(sent.trimmed(SQL_INSTANCES, instances));
    Node resources = first(owner.at("containers")).at("resources");
    result.setCpuThrottling(resources.at("cpuIdle").flag());
    result.setStartupCpuBoost(resources.at("startupCpuBoost").flag());
    result.setExecutionEnvironment(environment(owner.at("executionEnvironment").text()));
    result.setLabels(userLabels(owner.at("labels")));
    result.setStrayBlanks(sent.stray());
    return result;
  }

  /** With the digest where the image is named by it. */
  private static RevisionSpec of(List<ContainerSpec> containers) {
    RevisionSpec spec = new RevisionSpec();
    spec.setContainers(containers);
    String image = containers.isEmpty() ? "" : containers.get(0).getImage();
    spec.setImageDigest(image.contains("@sha256:") ? image : null);
    return spec;
  }

  private static void setPool(RevisionSpec spec, PoolSize pool) {
    spec.setPoolSize(pool.connections());
    spec.setPoolSizeFrom(List.copyOf(pool.from()));
  }

  private static @Nullable Integer scale(Node owner, Node whole, String name) {
    Integer own = owner.at("scaling", name).integer();
    return own == null ? whole.at("scaling", name).integer() : own;
  }

  /** Labels that the platform did not set itself. */
  private static Map<String, String> userLabels(Node labels) {
    Map<String, String> result = new TreeMap<>();
    labels
        .members()
        .forEach((name, value) -> {
          boolean platform = name.contains("googleapis.com/") || name.contains("knative.dev/");
          String text = value.text();
          if (!platform && text != null && result.size() < MOST_LABELS) {
            result.put(Redaction.redact(name, LONGEST), Redaction.redact(text.strip(), LONGEST));
          }
        });
    return result;
  }

  private static @Nullable String interfaces(Node interfaces) {
    List<String> names = new ArrayList<>();
    for (Node each : interfaces.elements()) {
      names.add(
          bounded(each.at("network").textOr("")) + "/" + bounded(each.at("subnetwork").textOr("")));
    }
    return names.isEmpty() ? null : bounded(String.join(",", names));
  }

  private static Node first(Node list) {
    return list.elements().isEmpty() ? Node.ABSENT : list.elements().get(0);
  }

  private static @Nullable Integer seconds(@Nullable String duration) {
    if (duration == null) {
      return null;
    }
    long nanos = Timestamps.duration(duration.toCharArray(), 0, duration.length());
    return nanos < 0 ? null : (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000_000L);
  }

  /** {@code ALL_TRAFFIC} as {@code all-traffic}. */
  private static @Nullable String egress(@Nullable String sent) {
    return sent == null ? null : bounded(sent.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static @Nullable String environment(@Nullable String name) {
    return name == null
        ? null
        : switch (name) {
          case "EXECUTION_ENVIRONMENT_GEN1" -> "gen1";
          case "EXECUTION_ENVIRONMENT_GEN2" -> "gen2";
          default -> bounded(name);
        };
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text.strip(), LONGEST);
  }
}
