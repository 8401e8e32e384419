// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.local.replay.Backtest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A past and what two configurations would have told of it.
 *
 * @param limits sentences on what this source cannot tell
 * @param read what was read of it
 */
record Backtested(
    Kind kind,
    List<String> sources,
    List<String> limits,
    Backtest.Result read,
    Side fresh,
    Side old) {

  /** Where the past came from. */
  enum Kind {
    LOGS,
    WAREHOUSE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One configuration.
   *
   * @param config its file; null for the built-in defaults
   */
  record Side(@Nullable String config, List<Incident> incidents) {

    String name() {
      return config == null ? "built-in defaults" : config;
    }
  }

  IncidentDiff diff() {
    return IncidentDiff.of(fresh.incidents, old.incidents);
  }

  /** From the begin of the symptom to the opening; null where nobody knows when it began. */
  static @Nullable Double detectionMinutes(Escalation escalation) {
    Long began = escalation.getBeganAt();
    return began == null ? null : minutes(escalation.getOpenedAt() - began);
  }

  static double minutes(long micros) {
    return micros / 60e6;
  }
}
