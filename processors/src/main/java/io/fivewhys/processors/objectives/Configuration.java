// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** All that {@code fivewhys.yaml} says. */
public record Configuration(
    List<Objective> objectives,
    List<Silence> silences,
    List<Maintenance> maintenances,
    List<Expectation> expectations,
    IncidentRules incidents) {

  /**
   * Without a file: 99 % of requests without 5xx, 99 % of them authorised, 95 % of starts
   * successful. No latency is too long for everybody.
   */
  public static final Configuration DEFAULTS =
      new Configuration(
          List.of(
              new Objective("availability", Scope.EVERYTHING, new Indicator.Availability(), 0.99),
              new Objective("auth", Scope.EVERYTHING, new Indicator.AuthSuccess(), 0.99),
              new Objective("startup", Scope.EVERYTHING, new Indicator.StartupSuccess(), 0.95)),
          List.of(),
          List.of(),
          List.of(),
          IncidentRules.DEFAULTS);

  /** Incidents of these components are recorded, and page nobody. */
  public record Silence(Scope scope, Instant from, Instant to, String reason) {}

  /** Symptoms of these components in this time open nothing. */
  public record Maintenance(Scope scope, Instant from, Instant to, String reason) {}

  /**
   * A source of entries that is expected to be heard of.
   *
   * @param source {@code requests}, {@code lines}, {@code system}, {@code sql}, {@code audit},
   *     {@code metrics}
   * @param within how long it may be silent
   */
  public record Expectation(Scope scope, String source, Duration within) {}

  /**
   * How incidents live.
   *
   * @param quiet how long every symptom must be gone before an incident is resolved
   * @param reopen how long after its end a cause that comes back is the same incident
   * @param checkpoints ages at which an open incident is told again with its progress
   */
  public record IncidentRules(Duration quiet, Duration reopen, List<Duration> checkpoints) {

    public static final IncidentRules DEFAULTS =
        new IncidentRules(
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            List.of(Duration.ofHours(2), Duration.ofHours(4), Duration.ofHours(8)));
  }
}
