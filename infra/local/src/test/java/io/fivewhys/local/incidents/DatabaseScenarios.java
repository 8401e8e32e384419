// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.incident;
import static io.fivewhys.local.incidents.Fault.at;

import io.fivewhys.Basis;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.local.incidents.Workload.Step;

/** A Cloud SQL instance did it. */
final class DatabaseScenarios {

  private static final String NO_SLOTS =
      "FATAL:  remaining connection slots are reserved for non-replication superuser connections";

  private DatabaseScenarios() {}

  /** No connection is left, for any of its callers. */
  static Truth connectionsExhausted(Town town) {
    town.wrong(
        30,
        50,
        0.6,
        at(new Step.Sql(town.main)),
        Trouble.fails(500, 40, Problem.SQL_SLOTS).server("ALERT", NO_SLOTS));
    return Truth.of(
            sql(town, 30, SQL_CONNECTIONS_EXHAUSTED)
                .until(town.cloud.minute(50))
                .basis(Basis.OBSERVED)
                .affects(town.orders, town.catalog, town.agent))
        .never(town.connector, town.users.name(), town.redis);
  }

  /** Statements take five seconds, and say so. */
  static Truth slow(Town town) {
    town.wrong(
        31,
        52,
        0.85,
        at(new Step.Sql(town.main)),
        Trouble.slow(5_200)
            .server("INFO", "LOG:  duration: # ms  statement: SELECT * FROM lines WHERE id = 17"));
    return Truth.of(
            sql(town, 31, SQL_SLOW)
                .until(town.cloud.minute(52))
                .basis(Basis.OBSERVED)
                .decision(Decision.SCALE, Decision.INVESTIGATE, Decision.FIX_CONFIG)
                .affects(town.orders, town.catalog))
        .never(town.connector, town.users.name());
  }

  private static Expected sql(Town town, double onset, io.fivewhys.CauseKind kind) {
    return incident(
        town.cloud.minute(onset), ComponentKind.CLOUD_SQL_INSTANCE, town.main.name(), kind);
  }
}
