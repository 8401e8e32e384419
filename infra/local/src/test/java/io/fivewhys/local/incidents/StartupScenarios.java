// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Cloud.SECOND;
import static io.fivewhys.local.incidents.Expected.incident;
import static io.fivewhys.local.incidents.Expected.service;
import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.Basis;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.local.demo.Entries;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Step;
import java.util.List;

/** Containers that do not come up. */
final class StartupScenarios {

  private StartupScenarios() {}

  /** A module is missing in the new image, and someone sends all traffic there. */
  static Truth missingModule(Town town) {
    Revision next = town.next(town.orders);
    Breakdown breakdown = new Breakdown(Problem.MODULE_MISSING, "cart_rules", 3, 2, null);
    long end = failing(town, town.orders, next, breakdown, true);
    return Truth.of(
            service(town.cloud.minute(30) + 3 * SECOND, town.orders, REVISION_STARTUP_FAILURE)
                .revision(next.name())
                .until(end)
                .basis(Basis.OBSERVED)
                .decision(Decision.ROLL_BACK)
                .affects(town.web))
        .never(town.main.name(), town.connector, town.redis);
  }

  /** Deploys at minute 30; traffic moves at 33 and back at 48. Returns when it was back. */
  private static long failing(
      Town town, Workload workload, Revision next, Breakdown breakdown, boolean traffic) {
    Revision old = town.cloud.configuration(workload).latestReady();
    town.operations.failingDeploy(30, workload, next, breakdown);
    if (!traffic) {
      return town.cloud.minute(30) + 371 * SECOND;
    }
    town.cloud.launch(next, 0, 0);
    long moved = town.operations.traffic(33, workload, new Cloud.Share(next, 100));
    long back = town.operations.traffic(48, workload, new Cloud.Share(old, 100));
    for (long at = moved + 2 * SECOND; at < back; at += 15 * SECOND) {
      breakdown.attempt(at, workload, next, Operations.AUTOSCALING, town.cloud);
    }
    town.wrong(
        0, 999, 1, in(next, Step.Entrance.class), Trouble.refused(503, 2_600, Entries.NOT_STARTED));
    return back;
  }

  /**
   * No deploy at all: the database cannot be reached from 30 on, so hundreds of new instances do
   * not come up, and the old ones fail as well.
   */
  static Truth databaseFailsStarts(Town town) {
    Breakdown breakdown = new Breakdown(Problem.SQL_CONNECT_TIMEOUT, "", 3, 8, town.main);
    long onset = town.cloud.minute(30);
    long end = town.cloud.minute(54);
    for (Workload each : List.of(town.orders, town.catalog, town.agent)) {
      for (long at = onset + 2 * SECOND; at < end - 10 * SECOND; at += 7 * SECOND) {
        breakdown.attempt(at, each, each.first(), Operations.AUTOSCALING, town.cloud);
      }
      town.wrong(
          30,
          54,
          0.9,
          Fault.at(new Step.Sql(town.main)).and(in(each, Step.Sql.class)),
          Trouble.fails(500, 8_000, Problem.SQL_CONNECT_TIMEOUT));
    }
    return Truth.of(
            incident(onset, ComponentKind.CLOUD_SQL_INSTANCE, town.main.name(), SQL_UNAVAILABLE)
                .until(end)
                .affects(town.orders, town.catalog, town.agent, town.web))
        .never(town.connector, town.users.name())
        .neverKinds(REVISION_STARTUP_FAILURE, REVISION_CODE, REVISION_CONFIG);
  }

  /** A variable is missing that the code needs before it listens. */
  static Truth missingVariable(Town town) {
    Revision next = Specs.without(town.next(town.catalog), "DB_HOST");
    failing(
        town,
        town.catalog,
        next,
        new Breakdown(Problem.CONFIG_MISSING, "DB_HOST", 1, 1.5, null),
        false);
    return Truth.of(
            service(
                    town.cloud.minute(30) + 3 * SECOND,
                    town.catalog,
                    REVISION_STARTUP_FAILURE,
                    REVISION_CONFIG)
                .revision(next.name())
                .endDisputable()
                .decision(Decision.ROLL_BACK, Decision.FIX_CONFIG))
        .never(town.main.name(), town.connector);
  }

  /** The container listens where nobody asks. */
  static Truth wrongPort(Town town) {
    Revision next = Specs.port(town.next(town.auth), 9090);
    failing(town, town.auth, next, new Breakdown(null, "", null, 20, null), false);
    return Truth.of(
            service(
                    town.cloud.minute(30) + 22 * SECOND,
                    town.auth,
                    REVISION_STARTUP_FAILURE,
                    REVISION_CONFIG)
                .revision(next.name())
                .endDisputable())
        .never(town.users.name(), town.connector);
  }

  /** The new image never comes up, and the old revision serves on as if nothing were. */
  static Truth withoutTraffic(Town town) {
    Revision next = town.next(town.media);
    failing(
        town,
        town.media,
        next,
        new Breakdown(Problem.MODULE_MISSING, "libvips_bindings", 3, 2.5, null),
        false);
    return Truth.of(
        service(town.cloud.minute(30) + 3 * SECOND, town.media, REVISION_STARTUP_FAILURE)
            .revision(next.name())
            .endDisputable()
            .basis(Basis.OBSERVED));
  }
}
