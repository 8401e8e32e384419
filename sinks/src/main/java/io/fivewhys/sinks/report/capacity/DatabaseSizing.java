// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import static io.fivewhys.sinks.report.capacity.Sizing.advice;

import io.fivewhys.sinks.report.capacity.Advice.Cost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The connections that services may open against those that a Cloud SQL instance takes. What costs
 * nothing comes first: smaller pools, then fewer instances, then more connections.
 */
final class DatabaseSizing {

  /** Left for migrations, people and the platform itself. */
  private static final double USABLE = 0.9;

  private DatabaseSizing() {}

  static List<Advice> of(Sizing.Database database) {
    Integer most = database.most();
    double sum = sum(database);
    if (most == null) {
      return database.shares().isEmpty()
          ? List.of()
          : List.of(
              advice(
                  Cost.SAME,
                  "Services may open %,.0f connections to %s, and it is not known how many it takes:"
                      + " see its flag max_connections with gcloud sql instances describe %s",
                  sum,
                  database.name(),
                  database.name()));
    }
    if (sum > USABLE * most) {
      return overdrawn(database, most, sum);
    }
    Double peak = database.connections();
    return peak != null && peak >= Sizing.FULL * most
        ? List.of(
            advice(
                Cost.SAME,
                "%s had %.0f of %,d connections, of which services that name it may open %,.0f: find"
                    + " out who opens the others",
                database.name(),
                peak,
                most,
                sum))
        : List.of();
  }

  private static double sum(Sizing.Database database) {
    return database.shares().stream().mapToDouble(each -> each.instances() * each.each()).sum();
  }

  private static List<Advice> overdrawn(Sizing.Database database, int most, double sum) {
    List<Advice> advice = new ArrayList<>();
    long instances = database.shares().stream().mapToLong(Sizing.Share::instances).sum();
    int pool = (int) (USABLE * most / instances);
    if (pool >= 1) {
      advice.add(
          advice(
              Cost.SAME,
              "Let no pool to %s be larger than %d: %,d instances may open %,.0f connections, and it"
                  + " takes %,d",
              database.name(),
              pool,
              instances,
              sum,
              most));
    }
    Sizing.Share largest =
        database.shares().stream()
            .max(
                Comparator.comparingDouble((Sizing.Share each) -> each.instances() * each.each())
                    .thenComparing(Sizing.Share::service))
            .orElseThrow();
    double others = sum - largest.instances() * largest.each();
    long fewer = (long) ((USABLE * most - others) / largest.each());
    if (fewer >= 1) {
      advice.add(
          advice(
              Cost.CHEAPER,
              "Or let %s have %,d instances at most instead of %,d: each may open %.0f connections"
                  + " to %s",
              largest.service(),
              fewer,
              largest.instances(),
              largest.each(),
              database.name()));
    }
    advice.add(
        advice(
            Cost.DEARER,
            "Or give %s %,d connections: a higher flag max_connections restarts it and takes memory"
                + " from queries, so that a larger tier may be due; or a pooler before it",
            database.name(),
            (int) (Math.ceil(sum / USABLE / 100) * 100)));
    return List.copyOf(advice);
  }
}
