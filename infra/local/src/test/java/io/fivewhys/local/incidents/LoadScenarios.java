// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.CauseKind.*;
import static io.fivewhys.local.incidents.Cloud.SECOND;
import static io.fivewhys.local.incidents.Expected.incident;
import static io.fivewhys.local.incidents.Expected.service;
import static io.fivewhys.local.incidents.Expected.stranger;
import static io.fivewhys.local.incidents.Fault.at;
import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Step;

/** Limits that are reached. */
final class LoadScenarios {

  static final String NO_INSTANCE =
      "The request was aborted because there was no available instance. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#abort-request";
  static final String TOO_MUCH_MEMORY =
      "While handling this request, the container instance was found to be using too much memory and was terminated. This is likely to cause a new instance to be used for the next request to this revision. If you see this message frequently, you may have a memory leak in your code or need more memory. Consider creating a new revision with more memory.";

  private LoadScenarios() {}

  /** Instances reach their limit one after the other, and nobody deployed anything. */
  static Truth memoryLeak(Town town) {
    memory(
        town,
        town.catalog,
        town.catalog.first(),
        512,
        town.cloud.minute(30),
        town.cloud.minute(52),
        28);
    town.wrong(
        30,
        52,
        0.1,
        in(town.catalog, Step.Handling.class),
        Trouble.fails(500, 300).platform(TOO_MUCH_MEMORY));
    return Truth.of(
            service(town.cloud.minute(30), town.catalog, MEMORY_LIMIT)
                .until(town.cloud.minute(52))
                .decision(Decision.SCALE, Decision.INVESTIGATE)
                .affects(town.web))
        .never(town.main.name(), town.connector, town.redis);
  }

  /** The platform ends an instance every so many seconds and starts another. */
  static void memory(
      Town town,
      Workload workload,
      Revision revision,
      int limitMib,
      long from,
      long until,
      int seconds) {
    for (long now = from; now < until; now += seconds * SECOND) {
      String id = town.cloud.instance(revision, now, town.cloud.random).id();
      town.cloud.system(
          now,
          "ERROR",
          workload,
          revision,
          id,
          "Memory limit of %d MiB exceeded with %d MiB used. Consider increasing the memory limit, see https://cloud.google.com/run/docs/configuring/memory-limits"
              .formatted(limitMib, limitMib + 3 + town.cloud.random.nextInt(20)));
      town.operations.start(
          now + SECOND, workload, revision, Operations.AUTOSCALING, now + 120 * SECOND);
    }
  }

  /** Seven times the usual traffic, and the instances that are allowed do not suffice. */
  static Truth surge(Town town) {
    long from = town.cloud.minute(32);
    long until = town.cloud.minute(46);
    town.factor = at -> at >= from && at < until ? 7 : 1;
    town.operations.scaleOut(32, town.web, town.web.first(), 17, 16);
    town.wrong(
        32.2, 46, 0.4, in(town.web, Step.Entrance.class), Trouble.refused(429, 9_500, NO_INSTANCE));
    return Truth.of(
            service(town.cloud.minute(32.2), town.web, TRAFFIC_SURGE, INSTANCE_LIMIT)
                .until(until)
                .decision(Decision.SCALE, Decision.WAIT))
        .never(town.main.name(), town.connector);
  }

  /** A payment API takes twelve seconds, so requests pile up until no instance has room. */
  static Truth pileUp(Town town) {
    town.wrong(30, 50, 0.4, at(town.payments), Trouble.fails(504, 14_000, Problem.CALL_TIMEOUT));
    town.wrong(30, 50, 0.9, at(town.payments), Trouble.slow(12_000));
    town.wrong(
        31,
        50,
        0.3,
        in(town.orders, Step.Entrance.class),
        Trouble.refused(429, 9_800, NO_INSTANCE));
    return Truth.of(
        stranger(town.cloud.minute(30), town.payments.host(), DEPENDENCY_SERVICE)
            .or(town.orders)
            .until(town.cloud.minute(50))
            .affects(town.web)
            .also(INSTANCE_LIMIT));
  }

  /** One route runs into the platform's limit every time, and says nothing. */
  static Truth alwaysTimesOut(Town town) {
    town.wrong(
        30,
        999,
        1,
        in(town.agent, Step.Handling.class).and(place -> place.route().path().equals("/run")),
        Trouble.slow(400_000));
    return Truth.of(
            service(town.cloud.minute(32), town.agent, REQUEST_TIMEOUT)
                .decision(Decision.INVESTIGATE, Decision.FIX_CONFIG))
        .never(town.connector, town.main.name());
  }

  /** The same to look at, but the database takes all the time. */
  static Truth timesOutForTheDatabase(Town town) {
    String duration = "LOG:  duration: # ms  statement: SELECT * FROM steps WHERE run = 4711";
    town.wrong(
        30,
        52,
        1,
        in(town.agent, Step.Sql.class).and(place -> place.route().path().equals("/run")),
        Trouble.slow(135_000).server("INFO", duration));
    town.wrong(
        30, 52, 0.9, at(new Step.Sql(town.main)), Trouble.slow(5_500).server("INFO", duration));
    return Truth.of(
            incident(
                    town.cloud.minute(30),
                    ComponentKind.CLOUD_SQL_INSTANCE,
                    town.main.name(),
                    SQL_SLOW)
                .until(town.cloud.minute(54))
                .affects(town.agent, town.orders, town.catalog))
        .never(town.connector, town.users.name())
        .neverKinds(REQUEST_TIMEOUT);
  }
}
