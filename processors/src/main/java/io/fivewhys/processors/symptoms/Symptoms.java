// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ComponentKind;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.state.KeyPart;
import io.fivewhys.processors.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What hurts in one project. Snapshots of minutes come in and replace each other; at each tick of
 * event time it says which component misses which objective, and since when. Everything is on the
 * heap; what changes is written through, and {@link #restore} takes it back.
 */
public final class Symptoms {

  /** Microseconds. */
  static final long MINUTE = 60_000_000L;

  /** A component of which nothing came for so long is forgotten: no window is longer. */
  static final long FORGOTTEN_MINUTES = 3 * 24 * 60 + 60;

  /** Past it a component that is new is not watched: names of dependencies are anybody's. */
  private static final int MOST_COMPONENTS = 20_000;

  private final Objectives objectives;
  private final StateWriter state;
  private final TreeMap<ComponentName, Component> components = new TreeMap<>();
  private long sweptHour = Long.MIN_VALUE;

  public Symptoms(Configuration configuration, String project) {
    this(configuration, project, StateWriter.NONE);
  }

  /**
   * @param state told what to keep
   */
  public Symptoms(Configuration configuration, String project, StateWriter state) {
    this.objectives = new Objectives(configuration, project);
    this.state = state;
  }

  public void accept(ServiceMinute minute) {
    Component component =
        component(
            new ComponentName(
                ComponentKind.CLOUD_RUN_SERVICE, minute.getLocation(), minute.getService()));
    if (component == null) {
      return;
    }
    String source = "requests " + minute.getRevision();
    long at = Math.floorDiv(minute.getWindowStart(), MINUTE);
    component.accept(
        source,
        at,
        Counting.of(minute),
        Shape.of(minute.getLatencyHistogram()),
        minute.getClosed());
    Long first = minute.getFirstRequestAt();
    if (first != null && minute.getWindowStart() - first <= MINUTE) {
      component.started(at);
    }
    for (Objective objective : component.latencies) {
      Indicator.Latency latency = (Indicator.Latency) objective.indicator();
      component.accept(
          objective.name(),
          source,
          at,
          Counting.slower(minute.getLatencyHistogram(), latency.threshold()),
          Shape.EMPTY,
          minute.getClosed());
    }
  }

  public void accept(SignalMinute minute) {
    ComponentName speaker =
        new ComponentName(minute.getComponentKind(), minute.getLocation(), minute.getComponent());
    long at = Math.floorDiv(minute.getWindowStart(), MINUTE);
    String source = "signals " + minute.getRevision();
    if (speaker.kind() == ComponentKind.CLOUD_RUN_SERVICE) {
      Component component = component(speaker);
      if (component != null) {
        component.accept(source, at, Counting.of(minute), Shape.EMPTY, minute.getClosed());
      }
    }
    for (Objective objective : objectives.dependencies(speaker)) {
      acceptDependencies(objective, speaker, minute, at);
    }
  }

  /** Each objective hears of a dependency once from each who speaks in a minute. */
  private void acceptDependencies(
      Objective objective, ComponentName speaker, SignalMinute minute, long at) {
    TreeMap<ComponentName, Long> bad = new TreeMap<>();
    for (SignalTotal total : minute.getSignals()) {
      ComponentName dependency = Dependencies.of(speaker, total);
      if (Dependencies.concerns(objective, dependency) && Dependencies.isBad(objective, total)) {
        bad.merge(dependency, total.getCount(), Long::sum);
      }
    }
    String source = speaker.location() + ' ' + speaker.component() + ' ' + minute.getRevision();
    bad.forEach((name, count) -> {
      Component component = component(name);
      if (component != null) {
        component.accept(
            objective.name(),
            source,
            at,
            Counting.of(count, count),
            Shape.EMPTY,
            minute.getClosed());
      }
    });
  }

  /**
   * One minute of a journey across services; a later call for the same minute replaces it.
   *
   * @param journey name of its objective
   * @param minute begin of the minute, microseconds
   */
  public void accept(String journey, long minute, long good, long total) {
    Component component = component(new ComponentName(ComponentKind.OTHER, "", journey));
    if (component != null) {
      component.accept(
          "journey",
          Math.floorDiv(minute, MINUTE),
          Counting.of(Math.max(0, total - good), total),
          Shape.EMPTY,
          false);
    }
  }

  /**
   * Everything that hurts, in order of component and rule; a symptom stays listed while its rule
   * holds.
   *
   * @param at event time of the look, a tick, microseconds; never before an earlier one
   */
  public List<Symptom> at(long at) {
    long minute = Math.floorDiv(at, MINUTE);
    sweep(minute);
    int speakers = 0;
    for (Component component : components.values()) {
      speakers += component.speaks(minute) ? 1 : 0;
    }
    List<Symptom> found = new ArrayList<>();
    for (Component component : components.values()) {
      if (component.isSuspect(minute)) {
        component.look(minute, speakers, found);
      }
    }
    found.removeIf(symptom -> objectives.inMaintenance(symptom, at));
    return found;
  }

  /** Once an hour: removes what no window goes back to. */
  private void sweep(long minute) {
    long hour = Math.floorDiv(minute, 60);
    if (hour == sweptHour) {
      return;
    }
    sweptHour = hour;
    components
        .values()
        .removeIf(component -> {
          boolean forgotten = component.isForgotten(minute);
          if (forgotten) {
            component.forget();
          }
          return forgotten;
        });
  }

  private @Nullable Component component(ComponentName name) {
    Component known = components.get(name);
    if (known != null || components.size() >= MOST_COMPONENTS) {
      return known;
    }
    Component component =
        new Component(name, objectives.conditionsOf(name), objectives.latencies(name), state);
    components.put(name, component);
    return component;
  }

  /** Takes back what was written, in any order. */
  public void restore(String key, byte[] value) {
    String[] parts = key.split("/", -1);
    Component component =
        component(
            new ComponentName(
                ComponentKind.valueOf(parts[1]), KeyPart.text(parts[2]), KeyPart.text(parts[3])));
    if (component != null) {
      component.restore(parts, value);
    }
  }
}
