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

  /** Redis has never answered, as far as the log goes back. */
  static Truth redisNeverWorked(Town town) {
    town.wrong(
        0,
        999,
        1,
        at(new Step.Redis(town.redis)),
        Trouble.fails(500, 2_000, Problem.REDIS_TIMEOUT));
    return Truth.of(
            incident(town.cloud.start, ComponentKind.REDIS_INSTANCE, town.redis, REDIS_UNREACHABLE)
                .foundWithin(6)
                .affects(town.catalog, town.orders))
        .never(town.main.name());
  }

  /** Someone deleted the connector that four services go through. */
  static Truth connectorDeleted(Town town) {
    town.operations.deleteConnector(30, town.connector);
    for (Workload each : town.connected()) {
      town.wrong(
          30.3,
          55,
          1,
          in(each, Step.Sql.class),
          Trouble.fails(500, 3_000, Problem.SQL_CONNECT_TIMEOUT));
      town.wrong(
          30.3,
          55,
          1,
          in(each, Step.Redis.class),
          Trouble.fails(500, 2_000, Problem.REDIS_TIMEOUT));
    }
    return Truth.of(
            incident(
                    town.cloud.minute(30.3),
                    ComponentKind.VPC_CONNECTOR,
                    town.connector,
                    CONNECTOR_UNAVAILABLE)
                .until(town.cloud.minute(55))
                .affects(town.catalog, town.auth, town.agent))
        .never(town.main.name(), town.redis, town.users.name());
  }

  /** Two things at once on a bad morning: Redis never answers, and the agent always times out. */
  static Truth badMorning(Town town) {
    Truth redis = redisNeverWorked(town);
    town.wrong(
        0,
        999,
        1,
        in(town.agent, Step.Handling.class).and(place -> place.route().path().equals("/run")),
        Trouble.slow(400_000));
    return Truth.of(
        redis.incidents().getFirst(),
        Expected.service(town.cloud.minute(2), town.agent, REQUEST_TIMEOUT).foundWithin(6));
  }
}
