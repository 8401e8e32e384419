// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ComponentKind;
import io.fivewhys.Signal;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalTotal;
import io.fivewhys.processors.objectives.Globs;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import org.jspecify.annotations.Nullable;

/** What a signal says of a dependency that has an objective. */
final class Dependencies {

  private Dependencies() {}

  static DependencyCondition condition(Objective objective) {
    boolean latency = objective.indicator() instanceof Indicator.DependencyLatency;
    return new DependencyCondition(
        latency ? Signal.LATENCY : Signal.AVAILABILITY, objective.name(), objective.target());
  }

  /** The kind of dependency that an objective is about; null when it is about none. */
  static @Nullable ComponentKind kindOf(Objective objective) {
    return switch (objective.indicator()) {
      case Indicator.DependencyLatency on -> on.kind();
      case Indicator.DependencyReachable on -> on.kind();
      case Indicator.Availability other -> null;
      case Indicator.Latency other -> null;
      case Indicator.AuthSuccess other -> null;
      case Indicator.StartupSuccess other -> null;
      case Indicator.Journey other -> null;
    };
  }

  /** Whether an objective is about that dependency. */
  static boolean concerns(Objective objective, ComponentName name) {
    return switch (objective.indicator()) {
      case Indicator.DependencyLatency on ->
          on.kind() == name.kind() && Globs.matches(on.component(), name.component());
      case Indicator.DependencyReachable on ->
          on.kind() == name.kind() && Globs.matches(on.component(), name.component());
      case Indicator.Availability other -> false;
      case Indicator.Latency other -> false;
      case Indicator.AuthSuccess other -> false;
      case Indicator.StartupSuccess other -> false;
      case Indicator.Journey other -> false;
    };
  }

  /** The dependency that a signal is about. */
  static ComponentName of(ComponentName speaker, SignalTotal total) {
    return new ComponentName(kindOf(speaker, total), "", nameOf(speaker, total));
  }

  /** A database speaks of itself; else the target counts. */
  private static String nameOf(ComponentName speaker, SignalTotal total) {
    if (total.getTargetKind() == null && speaker.kind() != ComponentKind.CLOUD_RUN_SERVICE) {
      return speaker.component();
    }
    return total.getTarget().isEmpty() ? "unknown" : total.getTarget();
  }

  /** An address is what its port, or the signal, says. */
  private static ComponentKind kindOf(ComponentName speaker, SignalTotal total) {
    ComponentKind kind = total.getTargetKind();
    if (kind == null && speaker.kind() != ComponentKind.CLOUD_RUN_SERVICE) {
      return speaker.kind();
    }
    if (kind != null && kind != ComponentKind.OTHER) {
      return kind;
    }
    String signal = total.getSignal().name();
    if (signal.startsWith("REDIS") || total.getTarget().endsWith(":6379")) {
      return ComponentKind.REDIS_INSTANCE;
    }
    boolean sql =
        signal.startsWith("SQL")
            || total.getTarget().endsWith(":5432")
            || total.getTarget().endsWith(":3306");
    return sql ? ComponentKind.CLOUD_SQL_INSTANCE : ComponentKind.OTHER;
  }

  /** Whether the minute counts as bad. */
  static boolean isBad(Objective objective, SignalTotal total) {
    if (objective.indicator() instanceof Indicator.DependencyLatency on) {
      Double p95 = total.getP95Ms();
      return p95 != null && p95 > on.threshold().toNanos() / 1e6;
    }
    return isUnreachable(total.getSignal());
  }

  @SuppressWarnings("UnnecessaryDefaultInEnumSwitch") // most signals say nothing of reach
  private static boolean isUnreachable(SignalKind signal) {
    return switch (signal) {
      case SQL_CONNECT_TIMEOUT,
          SQL_CONNECT_REFUSED,
          SQL_CONNECTION_LOST,
          SQL_SLOTS_EXHAUSTED,
          REDIS_TIMEOUT,
          REDIS_REFUSED,
          ADDRESS_TIMEOUT,
          ADDRESS_REFUSED ->
          true;
      default -> false;
    };
  }
}
