// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.ComponentKind;
import java.util.Comparator;

/**
 * What uses or offers a resource, within a project. A database goes by its name alone, which is one
 * of a kind in its project, as logs, metrics and specs spell its region differently.
 */
record Subject(ComponentKind kind, String location, String name) implements Comparable<Subject> {

  private static final Comparator<Subject> ORDER =
      Comparator.comparing(Subject::kind)
          .thenComparing(Subject::name)
          .thenComparing(Subject::location);

  static Subject of(ComponentKind kind, String location, String name) {
    return new Subject(kind, kind == ComponentKind.CLOUD_SQL_INSTANCE ? "" : location, name);
  }

  static Subject service(String location, String name) {
    return new Subject(ComponentKind.CLOUD_RUN_SERVICE, location, name);
  }

  static Subject connector(String location, String name) {
    return new Subject(ComponentKind.VPC_CONNECTOR, location, name);
  }

  static Subject database(String name) {
    return new Subject(ComponentKind.CLOUD_SQL_INSTANCE, "", name);
  }

  /**
   * @param connectionName PROJECT:REGION:INSTANCE
   * @param project whose capacity it is; a database of another goes by both names
   */
  static Subject database(String connectionName, String project) {
    int last = connectionName.lastIndexOf(':');
    int region = connectionName.lastIndexOf(':', last - 1);
    String owner = region < 0 ? project : connectionName.substring(0, region);
    String instance = connectionName.substring(last + 1);
    return database(owner.equals(project) ? instance : owner + ':' + instance);
  }

  /** Of PROJECT:REGION:INSTANCE; empty where it names none. */
  static String regionOf(String connectionName) {
    int last = connectionName.lastIndexOf(':');
    int region = connectionName.lastIndexOf(':', last - 1);
    return region < 0 ? "" : connectionName.substring(region + 1, last);
  }

  @Override
  public int compareTo(Subject other) {
    return ORDER.compare(this, other);
  }
}
