// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Expected.service;
import static io.fivewhys.local.incidents.Expected.stranger;
import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.Basis;
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

  /** An API of someone else fails, and only one route needs it. */
  static Truth externalApi(Town town) {
    town.wrong(
        30, 52, 1, Fault.at(town.cdn), Trouble.fails(502, 900).saying(Problem.CALL_FAILED, ""));
    return Truth.of(
            stranger(town.cloud.minute(30), town.cdn.host(), DEPENDENCY_SERVICE)
                .until(town.cloud.minute(52))
                .decision(Decision.INVESTIGATE, Decision.WAIT, Decision.ESCALATE_TO_PROVIDER)
                .affects(town.media))
        .never(town.connector, town.main.name());
  }

  /** A callee is slow for reasons of its own, so all who call it are. */
  static Truth slowCallee(Town town) {
    town.wrong(30, 52, 0.9, in(town.auth, Step.Handling.class), Trouble.slow(6_000));
    return Truth.of(
            service(town.cloud.minute(30), town.auth, DEPENDENCY_SERVICE, UNKNOWN)
                .until(town.cloud.minute(52))
                .affects(town.web))
        .never(town.web.name(), town.users.name(), town.connector);
  }

  /** A partner's program asks with expired tokens, again and again. */
  static Truth expiredTokens(Town town) {
    town.strangers =
        visitors ->
            visitors.storm(
                town.auth,
                1,
                401,
                Problem.TOKEN_INVALID,
                town.cloud.minute(30),
                town.cloud.minute(52),
                180);
    return Truth.of(
            service(town.cloud.minute(30), town.auth, AUTH_REJECTED)
                .until(town.cloud.minute(52))
                .decision(Decision.INVESTIGATE, Decision.WAIT, Decision.FIX_CONFIG))
        .never(town.users.name(), town.connector, town.web.name());
  }

  /** Failures without a word, a deploy or anything else to go by. */
  static Truth silent(Town town) {
    town.wrong(30, 52, 0.35, in(town.catalog, Step.Handling.class), Trouble.fails(500, 4));
    return Truth.of(
            service(town.cloud.minute(30), town.catalog, UNKNOWN)
                .until(town.cloud.minute(52))
                .basis(Basis.UNKNOWN)
                .decision(Decision.INVESTIGATE)
                .affects(town.web))
        .never(town.main.name(), town.connector, town.redis);
  }
}
