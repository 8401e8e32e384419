// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.incident;
import static io.fivewhys.local.incidents.Expected.service;
import static io.fivewhys.local.incidents.Fault.at;
import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.ComponentKind;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Step;
import java.util.ArrayList;
import java.util.List;

/** Incidents with something beside them that looks guilty and is not. */
final class RedHerrings {

  private RedHerrings() {}

  /** Someone deploys another service, and it is well, two minutes before the slots run out. */
  static Truth unrelatedDeploy(Town town) {
    town.operations.deploy(28, town.media, town.next(town.media), 100);
    return DatabaseScenarios.connectionsExhausted(town)
        .never(town.media.name(), town.connector, town.users.name());
  }

  /** One of the victims was deployed two minutes before, and the others were not. */
  static Truth victimsDeploy(Town town) {
    town.operations.deploy(28, town.catalog, town.next(town.catalog), 100);
    return NetworkScenarios.redisUnreachable(town).neverKinds(REVISION_CODE, REVISION_CONFIG);
  }

  /** Strangers try doors all the time, libraries complain, and there is a defect all the same. */
  static Truth loudBystanders(Town town) {
    town.scannerPause = 1.5;
    town.refreshPause = 30;
    return DeployScenarios.codeDefect(town);
  }

  /** A bad deploy of one service, and Redis is gone for two others. */
  static Truth twoCauses(Town town) {
    Revision next = town.next(town.media);
    long onset = town.operations.deploy(30, town.media, next, 100);
    town.wrong(
        0, 99, 0.4, in(next, Step.Handling.class), Trouble.fails(500, 5, Problem.CODE_DEFECT));
    town.wrong(
        36,
        52,
        1,
        at(new Step.Redis(town.redis)),
        Trouble.fails(500, 2_000, Problem.REDIS_TIMEOUT));
    return Truth.of(
        service(onset, town.media, REVISION_CODE).revision(next.name()),
        incident(town.cloud.minute(36), ComponentKind.REDIS_INSTANCE, town.redis, REDIS_UNREACHABLE)
            .until(town.cloud.minute(52))
            .affects(town.catalog, town.orders));
  }

  /** Redis comes and goes four times. */
  static Truth flapping(Town town) {
    List<Double> downs = new ArrayList<>(List.of(30.0, 37.0, 44.0, 51.0));
    for (double down : downs) {
      town.wrong(
          down,
          down + 3,
          1,
          at(new Step.Redis(town.redis)),
          Trouble.fails(500, 2_000, Problem.REDIS_TIMEOUT));
    }
    return Truth.of(
        incident(town.cloud.minute(30), ComponentKind.REDIS_INSTANCE, town.redis, REDIS_UNREACHABLE)
            .until(town.cloud.minute(54))
            .affects(town.catalog, town.orders));
  }
}
