// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.local.demo.Revision;

/** Hours in which nothing happens that anyone should be woken for. */
final class QuietScenarios {

  private QuietScenarios() {}

  /** Three requests in a thousand fail, as they always do. */
  static Truth steadyNoise(Town town) {
    town.noise = 0.003;
    return Truth.quiet();
  }

  static Truth healthyDeploy(Town town) {
    Revision next = town.next(town.orders);
    town.operations.deploy(35, town.orders, next, 100);
    return Truth.quiet();
  }
}
