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

/** The way to private addresses, and what is there. */
final class NetworkScenarios {

  private NetworkScenarios() {}

  /** Redis is gone; databases behind the same connector answer. */
  static Truth redisUnreachable(Town town) {
    town.wrong(
        30,
        50,
        1,
        at(new Step.Redis(town.redis)),
        Trouble.fails(500, 2_000, Problem.REDIS_TIMEOUT));
    return Truth.of(
            incident(
                    town.cloud.minute(30),
                    ComponentKind.REDIS_INSTANCE,
                    town.redis,
                    REDIS_UNREACHABLE)
                .until(town.cloud.minute(50))
                .affects(town.catalog, town.orders, town.web))
        .never(town.main.name())
        .neverKinds(CONNECTOR_SATURATION);
  }

  /** Everything behind the connector times out now and then; what is not behind it is well. */
  static Truth connectorSaturated(Town town) {
    for (Workload each : town.connected()) {
      town.wrong(
          32,
          53,
          0.35,
          in(each, Step.Sql.class),
          Trouble.fails(500, 9_000, Problem.SQL_CONNECT_TIMEOUT));
      town.wrong(
          32,
          53,
          0.35,
          in(each, Step.Redis.class),
          Trouble.fails(500, 2_000, Problem.REDIS_TIMEOUT));
    }
    return Truth.of(
            incident(
                    town.cloud.minute(32),
                    ComponentKind.VPC_CONNECTOR,
                    town.connector,
                    CONNECTOR_SATURATION)
                .until(town.cloud.minute(53))
                .basis(Basis.INFERRED)
                .decision(Decision.SCALE, Decision.INVESTIGATE)
                .affects(town.orders, town.catalog, town.auth, town.agent))
        .never(town.main.name(), town.redis, town.users.name());
  }
}
