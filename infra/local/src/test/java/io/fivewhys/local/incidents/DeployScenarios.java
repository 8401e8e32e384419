// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.service;
import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.Decision;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Step;

/** A deploy did it. */
final class DeployScenarios {

  private DeployScenarios() {}

  /** A defect in the new code hits one request in five. */
  static Truth codeDefect(Town town) {
    Revision next = town.next(town.orders);
    long onset = town.operations.deploy(32, town.orders, next, 100);
    town.wrong(
        0, 99, 0.2, in(next, Step.Handling.class), Trouble.fails(500, 5, Problem.CODE_DEFECT));
    return Truth.of(
            service(onset, town.orders, REVISION_CODE)
                .revision(next.name())
                .decision(Decision.ROLL_BACK)
                .affects(town.web))
        .never(town.main.name(), town.connector, town.redis);
  }

  /** The same in a canary, which is taken back after 14 minutes. */
  static Truth codeDefectInCanary(Town town) {
    Revision old = town.catalog.first();
    Revision next = town.next(town.catalog);
    long onset = town.operations.deploy(30, town.catalog, next, 20);
    town.wrong(
        0, 99, 0.5, in(next, Step.Handling.class), Trouble.fails(500, 5, Problem.CODE_DEFECT));
    long end = town.operations.traffic(44, town.catalog, new Cloud.Share(old, 100));
    return Truth.of(
            service(onset, town.catalog, REVISION_CODE)
                .revision(next.name())
                .until(end)
                .affects(town.web))
        .never(town.main.name(), town.connector);
  }

  /** The new revision of the entrance lost the secret by which its callees know it. */
  static Truth lostSecret(Town town) {
    Revision next = Specs.without(town.next(town.web), "SERVICE_SECRET");
    long onset = town.operations.deploy(31, town.web, next, 100);
    town.wrong(
        town.minute(onset),
        99,
        1,
        in(town.orders, Step.Entrance.class),
        Trouble.fails(403, 3).saying(Problem.CALLER_REJECTED, town.web.name()));
    return Truth.of(
            service(onset, town.web, REVISION_CONFIG, SECRET_CHANGED)
                .revision(next.name())
                .decision(Decision.ROLL_BACK, Decision.FIX_CONFIG))
        .never(town.main.name(), town.connector, town.orders.name());
  }
}
