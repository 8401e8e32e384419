// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.service;
import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.Decision;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Step;

/** Services that fail because others do. */
final class DependencyScenarios {

  private DependencyScenarios() {}

  /** The callee was deployed badly; its caller only shows it. */
  static Truth calleesDeploy(Town town) {
    Revision next = town.next(town.auth);
    long onset = town.operations.deploy(30, town.auth, next, 100);
    town.wrong(
        0, 99, 0.7, in(next, Step.Handling.class), Trouble.fails(500, 5, Problem.CODE_DEFECT));
    long end = town.operations.traffic(48, town.auth, new Cloud.Share(town.auth.first(), 100));
    return Truth.of(
            service(onset, town.auth, REVISION_CODE)
                .revision(next.name())
                .until(end)
                .decision(Decision.ROLL_BACK)
                .affects(town.web))
        .never(town.web.name(), town.users.name());
  }
}
