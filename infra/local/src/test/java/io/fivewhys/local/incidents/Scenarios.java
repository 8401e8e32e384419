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
          more("startup-missing-variable", 65, StartupScenarios::missingVariable),
          more("startup-wrong-port", 65, StartupScenarios::wrongPort),
          more("startup-without-traffic", 65, StartupScenarios::withoutTraffic),
          core("startup-database", 80, StartupScenarios::databaseFailsStarts),
          core("deploy-code", 65, DeployScenarios::codeDefect),
          more("deploy-code-slight", 70, DeployScenarios::slightDefect),
          more("deploy-code-canary", 75, DeployScenarios::codeDefectInCanary),
          core("deploy-lost-secret", 65, DeployScenarios::lostSecret),
          more("deploy-lost-secret-and-defect", 65, DeployScenarios::lostSecretAndDefect),
          more("deploy-wrong-host", 75, DeployScenarios::wrongHost),
          more("deploy-fewer-instances", 75, DeployScenarios::fewerInstances),
          more("deploy-less-memory", 75, DeployScenarios::lessMemory),
          more("deploy-slower", 75, DeployScenarios::slower),
          core("secret-password", 75, SecretScenarios::databasePassword),
          more("secret-signing-key", 75, SecretScenarios::signingKey),
          more("secret-denied", 75, SecretScenarios::denied),
          core("sql-slots", 75, DatabaseScenarios::connectionsExhausted),
          core("sql-slow", 75, DatabaseScenarios::slow),
          more("sql-restart", 65, DatabaseScenarios::restarted),
          more("sql-statement-timeouts", 75, DatabaseScenarios::statementTimeouts),
          more("sql-pool", 75, DatabaseScenarios::poolExhausted),
          core("connector-saturated", 75, NetworkScenarios::connectorSaturated),
          more("connector-deleted", 75, NetworkScenarios::connectorDeleted),
          core("redis-unreachable", 75, NetworkScenarios::redisUnreachable),
          more("redis-never-worked", 60, NetworkScenarios::redisNeverWorked),
          slowAgent("bad-morning", 60, NetworkScenarios::badMorning),
          more("memory-leak", 75, LoadScenarios::memoryLeak),
          more("surge", 70, LoadScenarios::surge),
          more("pile-up", 75, LoadScenarios::pileUp),
          slowAgent("timeout-always", 65, LoadScenarios::alwaysTimesOut),
          slowAgent("timeout-database", 75, LoadScenarios::timesOutForTheDatabase),
          core("callee-deploy", 75, DependencyScenarios::calleesDeploy),
          more("callee-slow", 75, DependencyScenarios::slowCallee),
          more("external-api", 75, DependencyScenarios::externalApi),
          more("expired-tokens", 75, DependencyScenarios::expiredTokens),
          core("silent", 75, DependencyScenarios::silent),
          more("herring-unrelated-deploy", 75, RedHerrings::unrelatedDeploy),
          more("herring-victims-deploy", 75, RedHerrings::victimsDeploy),
          more("herring-loud-bystanders", 65, RedHerrings::loudBystanders),
          more("two-causes", 75, RedHerrings::twoCauses),
          more("flapping", 80, RedHerrings::flapping),
          core("quiet-noise", 70, QuietScenarios::steadyNoise),
          more("quiet-deploy", 70, QuietScenarios::healthyDeploy),
          more("quiet-cold-deploy", 70, QuietScenarios::coldDeploy),
          more("quiet-scanners", 60, QuietScenarios::scanners),
          more("quiet-refreshes", 60, QuietScenarios::refreshes),
          more("quiet-nested-errors", 60, QuietScenarios::nestedErrors),
          more("quiet-night", 90, QuietScenarios::night),
          more("quiet-single-errors", 70, QuietScenarios::singleErrors),
          more("quiet-evening", 90, QuietScenarios::evening),
          new Scenario(
              "quiet-connections",
              false,
              70,
              new Setup(20, 80, true, 300),
              QuietScenarios::connections),
          more("quiet-one-failed-start", 70, QuietScenarios::oneFailedStart),
          more("quiet-good-secret", 70, QuietScenarios::goodSecret));

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

  /** The platform ends the agent's requests after two minutes. */
  private static Scenario slowAgent(String name, int minutes, Function<Town, Truth> story) {
    return new Scenario(name, false, minutes, new Setup(20, 80, false, 120), story);
  }

  private static Scenario more(String name, int minutes, Function<Town, Truth> story) {
    return new Scenario(name, false, minutes, Setup.USUAL, story);
  }
}
