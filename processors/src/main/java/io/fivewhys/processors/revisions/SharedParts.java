// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.RevisionSpec;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the specs of two services have in common that both may suffer from. */
final class SharedParts {

  private SharedParts() {}

  /** Such as "connector app-connector" or "database pg1"; null where they share nothing. */
  static @Nullable String first(RevisionSpec one, RevisionSpec other) {
    String connector = lastPart(one.getConnector());
    if (connector != null && connector.equals(lastPart(other.getConnector()))) {
      return "connector " + connector;
    }
    TreeSet<String> instances = new TreeSet<>(one.getSqlInstances());
    instances.retainAll(new TreeSet<>(other.getSqlInstances()));
    return instances.isEmpty() ? null : "database " + instanceName(instances.first());
  }

  /**
   * {@code projects/acme/locations/us-central1/connectors/main} may be written as its last part.
   */
  static @Nullable String lastPart(@Nullable String name) {
    return name == null ? null : name.substring(name.lastIndexOf('/') + 1);
  }

  /** Of {@code PROJECT:REGION:INSTANCE}. */
  static String instanceName(String connectionName) {
    return connectionName.substring(connectionName.lastIndexOf(':') + 1);
  }
}
