// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.Comparator;

/**
 * What a row of capacity_samples is of.
 *
 * @param location empty where it is not known
 * @param kind of the component, such as VPC_CONNECTOR
 * @param resource such as CONNECTOR_CPU
 */
public record ResourceKey(
    String project, String location, String kind, String component, String resource)
    implements Comparable<ResourceKey> {

  static final String SERVICE = "CLOUD_RUN_SERVICE";
  static final String CONNECTOR = "VPC_CONNECTOR";
  static final String DATABASE = "CLOUD_SQL_INSTANCE";

  static final String INSTANCES = "INSTANCES";
  static final String CONCURRENT_REQUESTS = "CONCURRENT_REQUESTS";
  static final String MEMORY = "MEMORY";
  static final String MEMORY_EXITS = "MEMORY_EXITS";
  static final String CPU = "CPU";
  static final String CONNECTOR_INSTANCES = "CONNECTOR_INSTANCES";
  static final String CONNECTOR_CPU = "CONNECTOR_CPU";
  static final String CONNECTOR_THROUGHPUT = "CONNECTOR_THROUGHPUT";
  static final String SQL_CONNECTIONS = "SQL_CONNECTIONS";
  static final String SQL_CONNECTION_BUDGET = "SQL_CONNECTION_BUDGET";

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::project)
          .thenComparing(ResourceKey::location)
          .thenComparing(ResourceKey::kind)
          .thenComparing(ResourceKey::component)
          .thenComparing(ResourceKey::resource);

  /** What its numbers count; a fraction is of all there is. */
  public String unit() {
    return switch (resource) {
      case INSTANCES, CONNECTOR_INSTANCES -> "instances";
      case CONCURRENT_REQUESTS -> "requests";
      case MEMORY, CPU, CONNECTOR_CPU -> "fraction";
      case CONNECTOR_THROUGHPUT -> "bits/s";
      case SQL_CONNECTIONS, SQL_CONNECTION_BUDGET -> "connections";
      case MEMORY_EXITS -> "exits";
      default -> "";
    };
  }

  /** Whether its hours add up; of all others the highest counts. */
  public boolean adds() {
    return resource.equals(MEMORY_EXITS);
  }

  /** Whether it says what may be used, not what was: only the newest holds. */
  boolean isConfigured() {
    return resource.equals(SQL_CONNECTION_BUDGET);
  }

  ResourceKey of(String other) {
    return new ResourceKey(project, location, kind, component, other);
  }

  ResourceKey at(String place) {
    return new ResourceKey(project, place, kind, component, resource);
  }

  boolean isOfComponent(ResourceKey other) {
    return of(other.resource).equals(other);
  }

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }
}
