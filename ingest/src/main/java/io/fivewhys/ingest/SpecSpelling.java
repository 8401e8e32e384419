// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the two APIs of Cloud Run spell a reference to a secret. */
enum SpecSpelling {
  KNATIVE("valueFrom", "name", "key", "secretName"),
  V2("valueSource", "secret", "version", "secret");

  private final String source;
  private final String secret;
  private final String version;
  private final String volumeSecret;

  SpecSpelling(String source, String secret, String version, String volumeSecret) {
    this.source = source;
    this.secret = secret;
    this.version = version;
    this.volumeSecret = volumeSecret;
  }

  /** Of an environment variable; absent for one that has a value. */
  Node reference(Node variable) {
    return variable.at(source, "secretKeyRef");
  }

  @Nullable String secret(Node reference) {
    return reference.at(secret).text();
  }

  @Nullable String version(Node reference) {
    return reference.at(version).text();
  }

  /** Null for a volume that holds no secret. */
  @Nullable String volumeSecret(Node volume) {
    return volume.at("secret", volumeSecret).text();
  }

  /** The files of a volume, each of a version. */
  List<Node> items(Node volume) {
    return volume.at("secret", "items").elements();
  }
}
