// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.incident;
import static io.fivewhys.local.incidents.Fault.in;
import static io.fivewhys.local.incidents.Fault.on;

import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.local.demo.Entries;
import io.fivewhys.local.incidents.Workload.Step;
import java.util.ArrayList;
import java.util.List;

/** Secrets that changed beneath the services that use them. */
final class SecretScenarios {

  private SecretScenarios() {}

  /** A new password, which new instances have and the database does not. */
  static Truth databasePassword(Town town) {
    String secret = "db-pass-" + town.main.name();
    town.operations.secretVersion(30, secret, 4);
    List<String> ids = new ArrayList<>();
    for (Workload each : List.of(town.orders, town.catalog, town.agent)) {
      ids.addAll(town.operations.scaleOut(32, each, each.first(), 2, 20));
    }
    town.wrong(
        0,
        99,
        1,
        Fault.at(new Step.Sql(town.main)).and(on(ids)),
        Trouble.fails(500, 30, Problem.SQL_AUTH)
            .server("ALERT", "FATAL:  password authentication failed for user \"app\""));
    return Truth.of(
            incident(town.cloud.minute(32), ComponentKind.SECRET, secret, SECRET_CHANGED)
                .until(town.cloud.minute(52.4))
                .decision(Decision.FIX_CONFIG, Decision.ROLL_BACK, Decision.INVESTIGATE)
                .affects(town.orders, town.catalog))
        .never(town.connector, town.redis)
        .neverKinds(REVISION_CODE, REVISION_CONFIG);
  }

  /** A new signing key, with which the tokens of everyone are worth nothing. */
  static Truth signingKey(Town town) {
    town.operations.secretVersion(30, "jwt-secret", 9);
    town.operations.recycle(33, town.auth);
    town.wrong(
        33,
        52,
        1,
        in(town.auth, Step.Handling.class),
        Trouble.fails(401, 2, Problem.TOKEN_SIGNATURE));
    return Truth.of(
            incident(town.cloud.minute(33), ComponentKind.SECRET, "jwt-secret", SECRET_CHANGED)
                .until(town.cloud.minute(52))
                .affects(town.auth))
        .never(town.connector, town.users.name());
  }

  /** The services may no longer read a secret, so no new instance starts. */
  static Truth denied(Town town) {
    town.operations.audit(
        30,
        "secretmanager.googleapis.com",
        "google.cloud.secretmanager.v1.SecretManagerService.SetIamPolicy",
        "projects/%s/secrets/service-secret".formatted(town.cloud.platform.number()));
    Breakdown breakdown = new Breakdown(Problem.SECRET_DENIED, "service-secret", 1, 1.8, null);
    long onset = town.cloud.minute(33);
    long end = town.cloud.minute(51);
    for (long now = onset; now < end; now += 14 * Cloud.SECOND) {
      breakdown.attempt(now, town.auth, town.auth.first(), Operations.AUTOSCALING, town.cloud);
    }
    town.wrong(
        33,
        51,
        1,
        in(town.auth, Step.Entrance.class),
        Trouble.refused(503, 2_400, Entries.NOT_STARTED));
    return Truth.of(
            incident(onset, ComponentKind.SECRET, "service-secret", SECRET_CHANGED, AUTH_REJECTED)
                .or(town.auth)
                .until(end)
                .decision(Decision.FIX_CONFIG, Decision.INVESTIGATE)
                .affects(town.web))
        .never(town.connector, town.users.name())
        .neverKinds(REVISION_CODE);
  }
}
