// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.incident;
import static io.fivewhys.local.incidents.Fault.at;
import static io.fivewhys.local.incidents.Fault.in;

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

  /** Someone restarts it; three minutes later all is well. */
  static Truth restarted(Town town) {
    town.operations.sqlOperation(30, town.main, "restart");
    long down = town.cloud.minute(30.1);
    long up = town.cloud.minute(33.1);
    says(town, down, "INFO", "LOG:  received fast shutdown request");
    for (int i = 0; i < 20; i++) {
      says(
          town,
          down + (i + 1) * 20 * Cloud.MILLI,
          "ALERT",
          "FATAL:  terminating connection due to administrator command");
    }
    says(town, down + 4 * Cloud.SECOND, "INFO", "LOG:  database system is shut down");
    says(town, up - 6 * Cloud.SECOND, "ALERT", "FATAL:  the database system is starting up");
    says(town, up, "INFO", "LOG:  database system is ready to accept connections");
    town.wrong(
        30.1, 30.2, 0.9, at(new Step.Sql(town.main)), Trouble.fails(500, 20, Problem.SQL_LOST));
    town.wrong(
        30.2,
        33.1,
        1,
        at(new Step.Sql(town.main)),
        Trouble.fails(500, 30, Problem.SQL_CONNECT_REFUSED));
    return Truth.of(
            sql(town, 30.1, SQL_UNAVAILABLE)
                .until(up)
                .basis(Basis.OBSERVED)
                .decision(Decision.WAIT, Decision.INVESTIGATE, Decision.ESCALATE_TO_PROVIDER)
                .affects(town.orders, town.catalog, town.agent))
        .never(town.connector, town.users.name());
  }

  /** One service's statements are cancelled for taking too long; the others' are quick. */
  static Truth statementTimeouts(Town town) {
    town.wrong(
        30,
        52,
        0.6,
        in(town.agent, Step.Sql.class),
        Trouble.fails(500, 30_000, Problem.SQL_STATEMENT_TIMEOUT)
            .server("ERROR", "ERROR:  canceling statement due to statement timeout"));
    return Truth.of(sql(town, 30.5, SQL_SLOW).until(town.cloud.minute(52)).affects(town.agent))
        .never(town.connector, town.users.name(), town.redis);
  }

  /** One service's pool is too small for what it does. */
  static Truth poolExhausted(Town town) {
    town.wrong(
        30,
        52,
        0.5,
        in(town.catalog, Step.Sql.class),
        Trouble.fails(500, 10_000, Problem.POOL_EXHAUSTED));
    return Truth.of(
            sql(town, 30.1, SQL_CONNECTIONS_EXHAUSTED)
                .or(town.catalog)
                .until(town.cloud.minute(52))
                .affects(town.web))
        .never(town.connector, town.users.name(), town.redis)
        .neverKinds(CONNECTOR_SATURATION);
  }

  private static void says(Town town, long at, String severity, String text) {
    town.cloud.database(at, town.main, severity, 31_007, text);
  }
}
