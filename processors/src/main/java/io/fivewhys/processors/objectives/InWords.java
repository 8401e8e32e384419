// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import static java.util.stream.Collectors.joining;

import io.fivewhys.ComponentKind;
import io.fivewhys.processors.objectives.Indicator.Match;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a configuration says as sentences, for whoever wants to know whether that was meant. */
public final class InWords {

  private InWords() {}

  public static String of(Objective objective) {
    return objective.name() + ": " + percent(objective.target()) + " of " + measured(objective);
  }

  public static String of(Configuration.Silence silence) {
    return pause(silence.scope(), silence.from(), silence.to(), silence.reason());
  }

  public static String of(Configuration.Maintenance maintenance) {
    return pause(maintenance.scope(), maintenance.from(), maintenance.to(), maintenance.reason());
  }

  public static String of(Configuration.Expectation expectation) {
    return "%s of %s%s at least every %s"
        .formatted(
            expectation.source(),
            services(expectation.scope().component()),
            where(expectation.scope()),
            text(expectation.within()));
  }

  public static String of(Configuration.IncidentRules rules) {
    return "resolved after %s of quiet, the same again within %s, told again after %s"
        .formatted(
            text(rules.quiet()),
            text(rules.reopen()),
            rules.checkpoints().isEmpty()
                ? "nothing but change"
                : rules.checkpoints().stream().map(InWords::text).collect(joining(", ")));
  }

  private static String pause(Scope scope, Instant from, Instant to, String reason) {
    String what = scope.component().equals("*") ? "everything" : scope.component();
    return "%s%s from %s to %s: %s".formatted(what, where(scope), from, to, reason);
  }

  private static String measured(Objective objective) {
    String services = services(objective.scope().component());
    String where = where(objective.scope());
    return switch (objective.indicator()) {
      case Indicator.Availability i -> "requests to " + services + where + " without a 5xx";
      case Indicator.AuthSuccess i -> "requests to " + services + where + " without 401 or 403";
      case Indicator.StartupSuccess i ->
          "instance starts of " + services + where + " without an exit or a failed probe";
      case Indicator.Latency within ->
          "requests to " + services + where + " within " + text(within.threshold());
      case Indicator.DependencyLatency on ->
          "minutes in which %s answers %s%s within %s at p95"
              .formatted(named(on.kind(), on.component()), services, where, text(on.threshold()));
      case Indicator.DependencyReachable on ->
          "minutes in which %s%s can reach %s"
              .formatted(services, where, named(on.kind(), on.component()));
      case Indicator.Journey journey -> journey(journey) + where;
    };
  }

  private static String journey(Indicator.Journey journey) {
    Match good = journey.good();
    String by = good == null ? "" : "where there are " + counted(good) + ' ';
    boolean requests = (good == null ? journey.total() : good).text() == null;
    Duration threshold = journey.threshold();
    String within = threshold == null ? "" : "within " + text(threshold);
    String without = requests ? "without a 5xx" + (threshold == null ? "" : " and ") : "";
    return counted(journey.total()) + ", good " + (by + without + within).strip();
  }

  private static String counted(Match match) {
    return match.text() == null
        ? "requests to " + routes(match.route()) + " of " + services(match.component())
        : "lines of %s that match '%s'"
            .formatted(services(match.component()), match.text().pattern());
  }

  private static String routes(@Nullable String route) {
    return route == null || route.equals("*") ? "any route" : route;
  }

  private static String services(String pattern) {
    return pattern.equals("*") ? "every service" : pattern;
  }

  private static String named(ComponentKind kind, String pattern) {
    String what = kind == ComponentKind.REDIS_INSTANCE ? "Redis" : "database";
    return pattern.equals("*") ? "any " + what : what + " " + pattern;
  }

  private static String where(Scope scope) {
    return (scope.project().equals("*") ? "" : " in project " + scope.project())
        + (scope.location().equals("*") ? "" : " in " + scope.location());
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1_000 != 0
        ? millis + " ms"
        : millis % 60_000 != 0
            ? millis / 1_000 + " s"
            : millis % 3_600_000 != 0 ? millis / 60_000 + " min" : millis / 3_600_000 + " h";
  }
}
