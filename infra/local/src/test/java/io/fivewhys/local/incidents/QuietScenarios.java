// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.incidents.Fault.in;

import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Step;
import java.util.List;

/** Hours in which nothing happens that anyone should be woken for. */
final class QuietScenarios {

  private QuietScenarios() {}

  /** Three requests in a thousand fail, as they always do. */
  static Truth steadyNoise(Town town) {
    town.noise = 0.0018;
    return Truth.quiet();
  }

  static Truth healthyDeploy(Town town) {
    Revision next = town.next(town.orders);
    town.operations.deploy(35, town.orders, next, 100);
    return Truth.quiet();
  }

  /** A deploy whose first requests are slow, as new instances are. */
  static Truth coldDeploy(Town town) {
    Revision next = town.next(town.catalog);
    long moved = town.operations.deploy(35, town.catalog, next, 100);
    double from = town.minute(moved);
    town.wrong(from, from + 0.5, 0.5, in(next, Step.Handling.class), Trouble.slow(2_500));
    return Truth.quiet();
  }

  /** Strangers try doors that are not there, twice a second. */
  static Truth scanners(Town town) {
    town.scannerPause = 0.5;
    return Truth.quiet();
  }

  /** Connection libraries complain of what they do in the background. */
  static Truth refreshes(Town town) {
    town.refreshPause = 8;
    return Truth.quiet();
  }

  /** Lines of no severity to speak of hold an error of severity ERROR. */
  static Truth nestedErrors(Town town) {
    town.nested = 0.25;
    return Truth.quiet();
  }

  /** Hardly anyone is awake, and now and then a request fails. */
  static Truth night(Town town) {
    town.factor = at -> 0.05;
    town.othersFactor = at -> 0.05;
    town.noise = 0.008;
    return Truth.quiet();
  }

  /** Busy by day, and a service that hardly anyone uses fails once or twice. */
  static Truth singleErrors(Town town) {
    town.othersFactor = at -> 0.08;
    for (double minute : List.of(28.0, 47.0)) {
      town.strangers =
          town.strangers.andThen(visitors ->
              visitors.storm(
                  town.media,
                  0,
                  500,
                  Problem.NOISE,
                  town.cloud.minute(minute),
                  town.cloud.minute(minute) + 1,
                  1));
    }
    return Truth.quiet();
  }

  /** People fall asleep. */
  static Truth evening(Town town) {
    double length = town.cloud.end - town.cloud.start;
    town.factor = at -> 1 - 0.9 * (at - town.cloud.start) / length;
    town.othersFactor = town.factor;
    return Truth.quiet();
  }

  /** Connections that last for minutes are no slow requests. */
  static Truth connections(Town town) {
    return Truth.quiet();
  }

  /** One instance does not come up, and the next one does. */
  static Truth oneFailedStart(Town town) {
    new Breakdown(Problem.SQL_CONNECT_TIMEOUT, "", 1, 6, town.main)
        .attempt(
            town.cloud.minute(40),
            town.orders,
            town.orders.first(),
            Operations.AUTOSCALING,
            town.cloud);
    town.operations.scaleOut(40.2, town.orders, town.orders.first(), 1, 15);
    return Truth.quiet();
  }

  /** A secret gets a new version, which is as good as the old one. */
  static Truth goodSecret(Town town) {
    town.operations.secretVersion(30, "jwt-secret", 5);
    town.operations.recycle(34, town.auth);
    return Truth.quiet();
  }
}
