// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import io.fivewhys.JourneyMinute;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Indicator.Journey;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts journeys by the minute of event time, for each project and of one partition of the events.
 * Publishes what changed at each tick; closes a minute once, when event time has passed its end by
 * the grace or nothing more comes, as the windows do with theirs. State goes to a writer as it
 * changes: {@code minute/…} an open minute, {@code clock/…} how far a project has got.
 */
final class Journeys {

  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final long MINUTE_MICROS = MINUTE_NANOS / 1_000;

  /** One project: its journeys' open minutes by name and minute, and its clock. */
  private static final class Project {
    final TreeMap<String, TreeMap<Long, JourneyCell>> open = new TreeMap<>();
    long watermarkNanos = Long.MIN_VALUE;
    long lastTick = Long.MIN_VALUE;

    /** First minute that is not closed. */
    long openFrom = Long.MIN_VALUE;
  }

  private final List<Objective> journeys;
  private final long graceNanos;
  private final long tickNanos;
  private final int part;
  private final StateWriter state;
  private final Consumer<JourneyMinute> output;
  private final TreeMap<String, Project> projects = new TreeMap<>();

  /**
   * @param part the partition of the events
   * @param output told each snapshot of an open minute and each closed minute, at once
   */
  Journeys(
      List<Objective> journeys,
      Settings settings,
      int part,
      StateWriter state,
      Consumer<JourneyMinute> output) {
    this.journeys = journeys;
    this.graceNanos = settings.get(Settings.GRACE).toNanos();
    this.tickNanos = settings.get(Settings.TICK).toNanos();
    this.part = part;
    this.state = state;
    this.output = output;
  }

  /**
   * @param event seen for the first time
   */
  void accept(PlatformEvent event) {
    String name = event.getProject();
    Project project = project(name);
    long minute = Math.floorDiv(event.getEventTime(), MINUTE_NANOS);
    if (minute >= project.openFrom) { // the windows count the late ones
      for (Objective objective : journeys) {
        count(objective, name, project, minute, event);
      }
    }
    Long received = event.getReceiveTime();
    advance(
        name,
        project,
        received == null ? event.getEventTime() : Math.min(event.getEventTime(), received));
    save(name, project);
  }

  /** What happened in the project before that time has come. */
  void reach(String name, long nanos) {
    Project project = projects.get(name);
    if (project != null) {
      advance(name, project, nanos);
      save(name, project);
    }
  }

  private void count(
      Objective objective, String name, Project project, long minute, PlatformEvent event) {
    if (!objective.scope().matches(name, event.getLocation(), objective.name())
        || !(objective.indicator() instanceof Journey journey)) {
      return;
    }
    Tally tally = Tally.of(journey, event);
    if (tally != null) {
      JourneyCell cell = cell(project, objective.name(), minute);
      cell.add(tally);
      state.write(
          key(name, objective.name(), minute),
          Topics.JOURNEY_MINUTES
              .codec()
              .encode(snapshot(name, project, objective.name(), minute, cell, false)));
    }
  }

  private static JourneyCell cell(Project project, String journey, long minute) {
    return project
        .open
        .computeIfAbsent(journey, j -> new TreeMap<>())
        .computeIfAbsent(minute, m -> new JourneyCell());
  }

  private void advance(String name, Project project, long reachedNanos) {
    if (reachedNanos <= project.watermarkNanos) {
      return;
    }
    project.watermarkNanos = reachedNanos;
    long tick = Math.floorDiv(reachedNanos, tickNanos);
    if (tick > project.lastTick) {
      project.lastTick = tick;
      close(name, project, Math.floorDiv(tick * tickNanos - graceNanos, MINUTE_NANOS));
      publish(name, project);
    }
  }

  private void publish(String name, Project project) {
    project.open.forEach((journey, minutes) ->
        minutes.forEach((minute, cell) -> {
          if (cell.unpublished) {
            cell.unpublished = false;
            output.accept(snapshot(name, project, journey, minute, cell, false));
          }
        }));
  }

  private void close(String name, Project project, long openFrom) {
    if (openFrom <= project.openFrom) {
      return;
    }
    project.openFrom = openFrom;
    project.open.forEach((journey, minutes) -> {
      while (!minutes.isEmpty() && minutes.firstKey() < openFrom) {
        Map.Entry<Long, JourneyCell> closing = minutes.pollFirstEntry();
        output.accept(snapshot(name, project, journey, closing.getKey(), closing.getValue(), true));
        state.write(key(name, journey, closing.getKey()), null);
      }
    });
    project.open.values().removeIf(Map::isEmpty);
  }

  /** The project has fallen silent: what is open closes. */
  void closeSilent(String name) {
    Project project = projects.get(name);
    if (project != null) {
      project.open.values().stream()
          .map(TreeMap::lastKey)
          .max(Long::compare)
          .ifPresent(latest -> {
            close(name, project, latest + 1);
            save(name, project);
          });
    }
  }

  private void save(String name, Project project) {
    ByteBuffer clock = ByteBuffer.allocate(3 * Long.BYTES);
    clock.putLong(project.watermarkNanos).putLong(project.lastTick).putLong(project.openFrom);
    state.write("clock/" + name, clock.array());
  }

  void restore(String key, byte[] value) {
    if (key.startsWith("clock/")) {
      Project project = project(key.substring("clock/".length()));
      ByteBuffer clock = ByteBuffer.wrap(value);
      project.watermarkNanos = clock.getLong();
      project.lastTick = clock.getLong();
      project.openFrom = clock.getLong();
    } else {
      JourneyMinute saved = Topics.JOURNEY_MINUTES.codec().decode(value);
      Project project = project(saved.getProject());
      cell(project, saved.getJourney(), saved.getWindowStart() / MINUTE_MICROS).restore(saved);
    }
  }

  private Project project(String name) {
    return projects.computeIfAbsent(name, n -> new Project());
  }

  private JourneyMinute snapshot(
      String name, Project project, String journey, long minute, JourneyCell cell, boolean closed) {
    return cell.snapshot(
        name, journey, minute * MINUTE_MICROS, part, closed, project.watermarkNanos / 1_000);
  }

  private static String key(String project, String journey, long minute) {
    return "minute/" + project + '/' + journey + '/' + minute;
  }
}
