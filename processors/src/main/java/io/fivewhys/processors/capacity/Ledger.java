// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.CapacityShare;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may open how many connections to which database: instances times pool. Of one service the
 * revision counts that may open the most, of those that serve and the latest that is ready: never
 * all of them have all the traffic, and what is ready may have it at any time.
 */
final class Ledger {

  /** Google takes no more from one instance of Cloud Run. */
  private static final int MOST_OF_AN_INSTANCE = 100;

  private final String project;
  private final int assumedPool;
  private final TreeMap<Subject, TreeMap<Subject, CapacityShare>> databases = new TreeMap<>();
  private final TreeMap<Subject, String> regions = new TreeMap<>();

  /**
   * @param assumedPool where no variable says how many
   */
  Ledger(String project, int assumedPool) {
    this.project = project;
    this.assumedPool = assumedPool;
  }

  /**
   * @param specs those of its revisions that serve or may
   */
  void add(Subject service, Collection<Spec> specs) {
    for (Spec spec : specs) {
      for (String connectionName : spec.told().getSqlInstances()) {
        Subject database = Subject.database(connectionName, project);
        regions.merge(database, Subject.regionOf(connectionName), Ledger::greater);
        databases
            .computeIfAbsent(database, d -> new TreeMap<>())
            .merge(service, share(service, spec), Ledger::larger);
      }
    }
  }

  Set<Subject> databases() {
    return databases.keySet();
  }

  /** Ascending by service. */
  List<CapacityShare> shares(Subject database) {
    return List.copyOf(databases.getOrDefault(database, new TreeMap<>()).values());
  }

  /** As specs spell it; null where none names it. */
  @Nullable String region(Subject database) {
    return regions.get(database);
  }

  private CapacityShare share(Subject service, Spec spec) {
    Integer told = spec.told().getPoolSize();
    int pool = told == null ? assumedPool : told;
    int each = Math.min(pool, MOST_OF_AN_INSTANCE);
    String from =
        spec.instancesFrom()
            + " x "
            + (told == null ? "pool assumed" : String.join(" + ", spec.told().getPoolSizeFrom()))
            + (each < pool ? ", of which an instance can have " + each : "");
    return new CapacityShare(
        service.name(),
        spec.revision(),
        (long) spec.instances(),
        (double) each,
        (double) each * spec.instances(),
        from);
  }

  private static CapacityShare larger(CapacityShare one, CapacityShare other) {
    int order = Double.compare(one.getAmount(), other.getAmount());
    int same = order == 0 ? one.getRevision().compareTo(other.getRevision()) : order;
    return same >= 0 ? one : other;
  }

  private static String greater(String one, String other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
