// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom Google's Managed Service for Prometheus asks for metrics: the part of its kind that is used
 * here. It is no kind of Kubernetes' own, so its fields are written down by hand.
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
@JsonIgnoreProperties({"fullResourceName", "singular", "plural"})
final class PodMonitoring implements HasMetadata {

  static final String KIND = "monitoring.googleapis.com/v1 PodMonitoring";

  /** Of whom. */
  record Spec(LabelSelector selector, List<Endpoint> endpoints) {}

  /** What of them, and how often. */
  record Endpoint(String port, String path, String interval, List<Relabeling> metricRelabeling) {}

  /** What is kept of it. */
  record Relabeling(String action, List<String> sourceLabels, String regex) {}

  private static final long serialVersionUID = 1;

  private @Nullable String apiVersion;
  private @Nullable String kind;
  private @Nullable ObjectMeta metadata;
  private @Nullable Spec spec;

  Spec spec() {
    if (spec == null) {
      throw new IllegalStateException(getMetadata().getName() + " has no spec");
    }
    return spec;
  }

  @Override
  public String getKind() {
    return String.valueOf(kind);
  }

  @Override
  public String getApiVersion() {
    return String.valueOf(apiVersion);
  }

  @Override
  public void setApiVersion(String version) {
    apiVersion = version;
  }

  @Override
  public ObjectMeta getMetadata() {
    return metadata == null ? new ObjectMeta() : metadata;
  }

  @Override
  public void setMetadata(ObjectMeta metadata) {
    this.metadata = metadata;
  }
}
