// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.demo.Revision.plain;
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

  /** One request in seventeen, at the entrance. */
  static Truth slightDefect(Town town) {
    Revision next = town.next(town.web);
    long onset = town.operations.deploy(30, town.web, next, 100);
    town.wrong(
        0, 99, 0.06, in(next, Step.Handling.class), Trouble.fails(500, 5, Problem.CODE_DEFECT));
    long end = town.operations.traffic(48, town.web, new Cloud.Share(town.web.first(), 100));
    return Truth.of(
            service(onset, town.web, REVISION_CODE)
                .revision(next.name())
                .until(end)
                .decision(Decision.ROLL_BACK))
        .never(town.orders.name(), town.catalog.name(), town.auth.name());
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

  /** A host that ends in a line break, as a file with one gave it. */
  static Truth wrongHost(Town town) {
    Revision old = town.orders.first();
    String host = town.main.address();
    Revision next =
        Specs.image(
            Specs.with(town.next(town.orders), plain("DB_HOST", host + "\r\n")), old.imageDigest());
    long onset = town.operations.deploy(30, town.orders, next, 100);
    town.wrong(
        0,
        99,
        1,
        in(next, Step.Sql.class),
        Trouble.fails(500, 15).saying(Problem.SQL_HOST_UNKNOWN, host + "\\r\\n"));
    long end = town.operations.traffic(46, town.orders, new Cloud.Share(old, 100));
    return Truth.of(
            service(onset, town.orders, REVISION_CONFIG)
                .revision(next.name())
                .until(end)
                .decision(Decision.ROLL_BACK, Decision.FIX_CONFIG)
                .affects(town.web))
        .never(town.main.name(), town.connector);
  }

  /** Fewer instances are allowed than the traffic needs. */
  static Truth fewerInstances(Town town) {
    Revision old = town.catalog.first();
    Revision next = Specs.maxScale(Specs.image(town.next(town.catalog), old.imageDigest()), 1);
    long onset = town.operations.deploy(30, town.catalog, next, 100);
    town.wrong(
        0,
        99,
        0.35,
        in(next, Step.Entrance.class),
        Trouble.refused(429, 9_000, LoadScenarios.NO_INSTANCE));
    long end = town.operations.traffic(50, town.catalog, new Cloud.Share(old, 100));
    return Truth.of(
            service(onset, town.catalog, INSTANCE_LIMIT, REVISION_CONFIG)
                .revision(next.name())
                .until(end)
                .decision(Decision.SCALE, Decision.ROLL_BACK, Decision.FIX_CONFIG)
                .affects(town.web))
        .never(town.main.name(), town.connector, town.redis)
        .neverKinds(TRAFFIC_SURGE);
  }

  /** Less memory than the code needs. */
  static Truth lessMemory(Town town) {
    Revision old = town.media.first();
    Revision next = Specs.memory(Specs.image(town.next(town.media), old.imageDigest()), "128Mi");
    long onset = town.operations.deploy(30, town.media, next, 100);
    long end = town.operations.traffic(48, town.media, new Cloud.Share(old, 100));
    LoadScenarios.memory(town, town.media, next, 128, onset + 4 * Cloud.SECOND, end, 35);
    town.wrong(
        0,
        99,
        0.12,
        in(next, Step.Handling.class),
        Trouble.fails(500, 200).platform(LoadScenarios.TOO_MUCH_MEMORY));
    return Truth.of(
        service(onset, town.media, MEMORY_LIMIT, REVISION_CONFIG)
            .revision(next.name())
            .until(end)
            .decision(Decision.ROLL_BACK, Decision.SCALE, Decision.FIX_CONFIG));
  }

  /** The new code is right and slow. */
  static Truth slower(Town town) {
    Revision next = town.next(town.auth);
    long onset = town.operations.deploy(30, town.auth, next, 100);
    town.wrong(0, 99, 0.9, in(next, Step.Handling.class), Trouble.slow(3_000));
    long end = town.operations.traffic(50, town.auth, new Cloud.Share(town.auth.first(), 100));
    return Truth.of(
            service(onset, town.auth, REVISION_CODE)
                .revision(next.name())
                .until(end)
                .decision(Decision.ROLL_BACK)
                .affects(town.web))
        .never(town.users.name(), town.connector);
  }

  /** A lost secret and a defect in the same revision: it is the deploy, whichever is named. */
  static Truth lostSecretAndDefect(Town town) {
    Revision next = Specs.without(town.next(town.web), "SERVICE_SECRET");
    long onset = town.operations.deploy(31, town.web, next, 100);
    town.wrong(
        town.minute(onset),
        99,
        1,
        in(town.orders, Step.Entrance.class),
        Trouble.fails(403, 3).saying(Problem.CALLER_REJECTED, town.web.name()));
    town.wrong(
        0, 99, 0.1, in(next, Step.Handling.class), Trouble.fails(500, 5, Problem.CODE_DEFECT));
    return Truth.of(
            service(onset, town.web, REVISION_CONFIG, REVISION_CODE, SECRET_CHANGED)
                .revision(next.name())
                .decision(Decision.ROLL_BACK, Decision.FIX_CONFIG))
        .never(town.main.name(), town.connector, town.orders.name());
  }
}
