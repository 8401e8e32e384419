// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.local.incidents.Town.Setup;
import java.util.List;
import java.util.function.Function;

/** All of them. */
final class Scenarios {

  static final List<Scenario> ALL =
      List.of(
          core("startup-missing-module", 75, StartupScenarios::missingModule),
          more("startup-database", 80, StartupScenarios::databaseFailsStarts),
          core("deploy-code", 65, DeployScenarios::codeDefect),
          more("deploy-code-canary", 75, DeployScenarios::codeDefectInCanary),
          core("deploy-lost-secret", 65, DeployScenarios::lostSecret),
          core("sql-slots", 75, DatabaseScenarios::connectionsExhausted),
          core("sql-slow", 75, DatabaseScenarios::slow),
          core("redis-unreachable", 75, NetworkScenarios::redisUnreachable),
          core("connector-saturated", 75, NetworkScenarios::connectorSaturated),
          core("callee-deploy", 75, DependencyScenarios::calleesDeploy),
          core("quiet-noise", 70, QuietScenarios::steadyNoise),
          more("quiet-deploy", 70, QuietScenarios::healthyDeploy));

  private Scenarios() {}

  static Scenario named(String name) {
    return ALL.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario is named " + name));
  }

  private static Scenario core(String name, int minutes, Function<Town, Truth> story) {
    return new Scenario(name, true, minutes, Setup.USUAL, story);
  }

  private static Scenario more(String name, int minutes, Function<Town, Truth> story) {
    return new Scenario(name, false, minutes, Setup.USUAL, story);
  }
}
