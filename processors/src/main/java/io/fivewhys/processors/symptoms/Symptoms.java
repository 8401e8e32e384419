// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.processors.objectives.Configuration;
import java.util.List;

/**
 * What hurts in one project. Snapshots of minutes come in and replace each other; at each tick of
 * event time it says which component misses which objective, and since when. Everything is on the
 * heap; what changes is written through, and {@link #restore} takes it back.
 */
public final class Symptoms {

  private final Configuration configuration;
  private final String project;
  private final StateWriter state;

  public Symptoms(Configuration configuration, String project) {
    this(configuration, project, StateWriter.NONE);
  }

  /**
   * @param state told what to keep
   */
  public Symptoms(Configuration configuration, String project, StateWriter state) {
    this.configuration = configuration;
    this.project = project;
    this.state = state;
  }

  public void accept(ServiceMinute minute) {}

  public void accept(SignalMinute minute) {}

  /**
   * One minute of a journey across services; a later call for the same minute replaces it.
   *
   * @param journey name of its objective
   * @param minute begin of the minute, microseconds
   */
  public void accept(String journey, long minute, long good, long total) {}

  /**
   * Everything that hurts, in order of component and rule; a symptom stays listed while its rule
   * holds.
   *
   * @param at event time of the look, a tick, microseconds; never before an earlier one
   */
  public List<Symptom> at(long at) {
    return List.of();
  }

  /** Takes back what was written, in any order. */
  public void restore(String key, byte[] value) {}
}
