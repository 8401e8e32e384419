// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static io.fivewhys.processors.windows.MinuteCell.MINUTE_NANOS;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Folds events into one-minute cells for each revision, on event time. Drops repeats; publishes
 * what changed at each tick; closes a minute once, when event time has passed its end by the grace
 * or its source has been silent that long while the writer of the events lived. Everything is on
 * the heap; {@link #save} hands out what changed, and {@link #restore} takes it back.
 */
final class Windows {

  /** What became of an event. */
  enum Outcome {
    COUNTED,
    /** Seen before; not counted again. */
    DUPLICATE,
    /** Its minute had closed; counted as late in the revision's current minute. */
    LATE
  }

  /** Where the events of one key go: their source and the minutes of their component. */
  private record Route(Source source, Series series) {}

  private static final long MINUTE_MILLIS = MINUTE_NANOS / 1_000_000;
  private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;

  /** A writer says that it lives each second: a longer gap is one in which it did not. */
  private static final long LONGEST_BEAT_MILLIS = 5_000;

  /** The source of what belongs to no project; never a project's name. */
  private static final String NO_PROJECT = "";

  private final Limits limits;
  private final int maxSeenIds;
  private final long graceNanos;
  private final long tickNanos;
  private final long idleMillis;
  private final long seenHorizonNanos;
  private final long seriesHorizonMinutes;

  private final Consumer<ServiceMinute> minutes;
  private final Consumer<SignalMinute> signals;
  private final ObjLongConsumer<String> silences;
  private final TreeMap<String, Source> sources = new TreeMap<>();
  private final Map<KeyBytes, Route> routes = new HashMap<>();
  private final KeyBytes probe = new KeyBytes();
  private final List<String> removed = new ArrayList<>();

  /** How long the writer of the events has lived, as far as it has said; silence is told by it. */
  private long livedMillis;

  private long beatMillis = Long.MIN_VALUE;
  private boolean beatUnsaved;

  /**
   * @param minutes told each snapshot of an open minute and each closed minute, at once
   * @param signals the same, of minutes in which something was said
   * @param silences told the name of each project that has fallen silent, after its minutes, and
   *     again with each hour of the system's clock that has passed by the grace: until when nothing
   *     has come, milliseconds
   */
  Windows(
      Settings settings,
      Consumer<ServiceMinute> minutes,
      Consumer<SignalMinute> signals,
      ObjLongConsumer<String> silences) {
    this.limits = Limits.of(settings);
    this.maxSeenIds = settings.get(Settings.DEDUP_ENTRIES);
    this.graceNanos = settings.get(Settings.GRACE).toNanos();
    this.tickNanos = settings.get(Settings.TICK).toNanos();
    this.idleMillis = settings.get(Settings.IDLE).toMillis();
    this.seenHorizonNanos = settings.get(Settings.DEDUP_HORIZON).toNanos();
    this.seriesHorizonMinutes = settings.get(Settings.SERIES_HORIZON).toMinutes();
    this.minutes = minutes;
    this.signals = signals;
    this.silences = silences;
  }

  /**
   * @param key the event's topic key; {@link Topics#eventKey}
   * @param head read from {@code message}
   */
  Outcome accept(byte[] key, PlatformEventHead head, byte[] message) {
    Route route = route(key, message);
    Source source = route.source;
    long minute = Math.floorDiv(head.eventTimeNanos, MINUTE_NANOS);
    heardOf(source);
    if (minute >= source.rememberFrom && !source.seen.add(minute, head.dedupId)) {
      return Outcome.DUPLICATE;
    }
    Series series = route.series;
    Outcome outcome =
        series.name.isService()
            ? fold(source, series, minute, head, message)
            : foldSignals(source, series, minute, head, message);
    advance(source, Math.min(head.eventTimeNanos, head.receiveTimeNanos));
    return outcome;
  }

  private void heardOf(Source source) {
    if (source.heardMillis != livedMillis || source.silent) {
      source.heardMillis = livedMillis;
      source.silent = false;
      source.unsaved = true;
    }
  }

  /** The writer has written what happened in the project before that time. */
  void reach(String project, long nanos) {
    Source source = source(project);
    heardOf(source);
    advance(source, nanos);
  }

  /**
   * Whether something that belongs to no project, and may come again, is here for the first time
   * within the horizon of repeats.
   *
   * @param nanos when it was published
   */
  boolean isFirst(long id, long nanos) {
    Source source = source(NO_PROJECT);
    long minute = Math.floorDiv(nanos, MINUTE_NANOS);
    boolean first = minute < source.rememberFrom || source.seen.add(minute, id);
    heardOf(source);
    advance(source, nanos);
    return first;
  }

  private Outcome fold(
      Source source, Series series, long minute, PlatformEventHead head, byte[] message) {
    switch (head.body) {
      case REQUEST, LOG_LINE, INSTANCE_START, INSTANCE_EXIT, PROBE_RESULT, MEMORY_LIMIT -> {
        if (minute < source.openFrom) {
          series.cell(Math.max(source.openFrom, minuteOf(source.watermarkNanos))).countLate();
          return Outcome.LATE;
        }
        series.cell(minute).fold(head, message, series.timeoutNanos);
      }
      case REVISION_ANNOUNCED -> series.learnTimeout(timeoutNanos(message));
      case SERVICE_CHANGED, CONFIGURATION_CHANGE, METRIC_SAMPLE, SQL_EVENT -> {}
    }
    return Outcome.COUNTED;
  }

  /** Of a component that is no service: a minute in which it says nothing is none. */
  private static Outcome foldSignals(
      Source source, Series series, long minute, PlatformEventHead head, byte[] message) {
    if (!Signals.speaks(head)) {
      return Outcome.COUNTED;
    }
    if (minute < source.openFrom) {
      return Outcome.LATE;
    }
    series.cell(minute).foldSignals(head, message, false);
    return Outcome.COUNTED;
  }

  private void advance(Source source, long reachedNanos) {
    if (reachedNanos <= source.watermarkNanos) {
      return;
    }
    source.watermarkNanos = reachedNanos;
    source.unsaved = true;
    long tick = Math.floorDiv(reachedNanos, tickNanos);
    if (tick > source.lastTick) {
      source.lastTick = tick;
      forgetIds(source);
      close(source, minuteOf(tick * tickNanos - graceNanos));
      publish(source);
    }
  }

  private void publish(Source source) {
    for (Series series : source.series.values()) {
      series.cells.forEach(
          (minute, cell) -> publish(series, minute, cell, source.watermarkNanos, false));
    }
  }

  private void publish(
      Series series, long minute, MinuteCell cell, long observedNanos, boolean closed) {
    if (series.name.isService() && (closed || cell.unpublished)) {
      cell.unpublished = false;
      minutes.accept(cell.snapshot(series.name, minute, observedNanos, closed));
    }
    if (closed || cell.signalsUnpublished) {
      cell.signalsUnpublished = false;
      SignalMinute said = cell.signals(series.name, minute, observedNanos, closed);
      if (said != null) {
        signals.accept(said);
      }
    }
  }

  /** Closes the minutes before {@code openFrom} and forgets the ids that are past their horizon. */
  private void close(Source source, long openFrom) {
    if (openFrom <= source.openFrom) {
      return;
    }
    source.openFrom = openFrom;
    source.unsaved = true;
    source.rememberFrom = Math.min(openFrom, minuteOf(source.watermarkNanos - seenHorizonNanos));
    for (Series series : source.series.values()) {
      Map.Entry<Long, MinuteCell> closing;
      while ((closing = series.pollBefore(openFrom)) != null) {
        publish(series, closing.getKey(), closing.getValue(), source.watermarkNanos, true);
        removed.add(StateKey.cell(series.name, closing.getKey()));
      }
    }
    forgetSilentSeries(source);
  }

  /** Forgets the ids that are past their horizon, or too many. */
  private void forgetIds(Source source) {
    source.seen.forgetBefore(
        source.rememberFrom,
        (minute, chunk) -> removed.add(StateKey.seen(source.project, minute, chunk)));
  }

  private void forgetSilentSeries(Source source) {
    long hour = source.openFrom / 60;
    if (hour == source.sweptHour) {
      return;
    }
    source.sweptHour = hour;
    long before = source.openFrom - seriesHorizonMinutes;
    source
        .series
        .values()
        .removeIf(series -> {
          boolean silent = series.silentSince(before, source.openFrom);
          if (silent && series.name.isService()) {
            removed.add(StateKey.timeout(series.name));
          }
          return silent;
        });
    routes.clear(); // no more than a cache: the next event of each key finds its way again
  }

  /**
   * The writer lives. Time in which it does not is no silence: what it has still to write would
   * come late.
   *
   * @param nowMillis the writer's clock
   */
  void beat(long nowMillis) {
    if (beatMillis != Long.MIN_VALUE) {
      livedMillis += Math.clamp(nowMillis - beatMillis, 0, LONGEST_BEAT_MILLIS);
    }
    // Writers' clocks differ a little; one that was far ahead is not waited for.
    boolean ahead = nowMillis < beatMillis - LONGEST_BEAT_MILLIS;
    beatMillis = ahead ? nowMillis : Math.max(beatMillis, nowMillis);
    beatUnsaved = true;
    for (Source source : List.copyOf(sources.values())) {
      long silentMillis = livedMillis - source.heardMillis;
      if (silentMillis >= idleMillis) {
        closeSilent(source, Math.floorDiv(nowMillis, MINUTE_MILLIS), hourPassed(nowMillis));
        if (silentMillis >= seriesHorizonMinutes * MINUTE_MILLIS && source.hasNoOpenMinute()) {
          forget(source);
        }
      }
    }
  }

  /** Nothing will come any more: as if every source had been silent, to the end of time. */
  void end() {
    List.copyOf(sources.values())
        .forEach(source -> closeSilent(source, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  /**
   * Closes the minutes of a silent source as far as they are over by the clock: an entry from a
   * clock that runs ahead waits for its time.
   *
   * @param passedMillis the last end of an hour that lies behind by the grace
   */
  private void closeSilent(Source source, long now, long passedMillis) {
    closeOver(source, now);
    if (source.project.equals(NO_PROJECT) || source.silent && passedMillis <= source.silentMillis) {
      return;
    }
    source.silentMillis = passedMillis;
    source.unsaved |= !source.silent;
    source.silent = true;
    silences.accept(source.project, passedMillis);
  }

  private long hourPassed(long nowMillis) {
    long graceMillis = graceNanos / 1_000_000;
    return Math.floorDiv(nowMillis - graceMillis, HOUR_MILLIS) * HOUR_MILLIS + graceMillis;
  }

  /** Closes what is open before the minute that is now, or that event time has reached. */
  private void closeOver(Source source, long now) {
    long over = Math.max(now, minuteOf(source.watermarkNanos) + 1);
    source.series.values().stream()
        .map(series -> series.cells.lowerKey(over))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .ifPresent(latest -> close(source, latest + 1));
  }

  private void forget(Source source) {
    source.rememberFrom = Long.MAX_VALUE;
    forgetIds(source);
    source.series.values().stream()
        .filter(series -> series.name.isService())
        .forEach(series -> removed.add(StateKey.timeout(series.name)));
    removed.add(StateKey.source(source.project));
    sources.remove(source.project);
    routes.clear();
  }

  /** What {@link #save} would hand out is not wanted: nothing will be restored. */
  void forgetChanges() {
    removed.clear();
    sources.values().forEach(source -> source.seen.forgetUnsaved());
  }

  int openMinutes() {
    int open = 0;
    for (Source source : sources.values()) {
      for (Series series : source.series.values()) {
        open += series.cells.size();
      }
    }
    return open;
  }

  void save(StateWriter writer) {
    if (beatUnsaved) {
      beatUnsaved = false;
      writer.write(StateKey.BEAT, StateKey.bytes(livedMillis, beatMillis));
    }
    removed.forEach(key -> writer.write(key, null));
    removed.clear();
    for (Source source : sources.values()) {
      if (source.unsaved) {
        source.unsaved = false;
        writer.write(StateKey.source(source.project), StateKey.bytes(source));
      }
      source.seen.save(
          (minute, chunk, ids) -> writer.write(StateKey.seen(source.project, minute, chunk), ids));
      source.series.values().forEach(series -> series.save(writer));
    }
  }

  void restore(String key, byte[] value) {
    StateKey.restore(
        key,
        value,
        new StateKey.Target() {
          @Override
          public void beat(long lived, long at) {
            livedMillis = lived;
            beatMillis = at;
          }

          @Override
          public Source source(String project) {
            return Windows.this.source(project);
          }

          @Override
          public Series series(Series.Name name) {
            return Windows.this.series(source(name.project()), name);
          }
        });
  }

  private Route route(byte[] key, byte[] message) {
    Route route = routes.get(probe.of(key));
    if (route == null) {
      PlatformEvent event = decode(message);
      Source source = source(event.getProject());
      route = new Route(source, seriesOf(source, event));
      routes.put(probe.copy(), route);
    }
    return route;
  }

  private static PlatformEvent decode(byte[] message) {
    PlatformEvent event = Topics.EVENTS.codec().decode(message);
    String identity =
        event.getProject() + event.getLocation() + event.getComponent() + event.getRevision();
    if (event.getComponentKind() == ComponentKind.CLOUD_RUN_SERVICE && identity.contains("/")) {
      throw new UndecodableException("a name holds '/', which keys are joined by: " + identity);
    }
    return event;
  }

  private Series seriesOf(Source source, PlatformEvent event) {
    return series(
        source,
        new Series.Name(
            event.getComponentKind(),
            event.getProject(),
            event.getLocation(),
            event.getComponent(),
            event.getRevision()));
  }

  private Source source(String project) {
    return sources.computeIfAbsent(project, p -> new Source(p, maxSeenIds));
  }

  private Series series(Source source, Series.Name name) {
    return source.series.computeIfAbsent(name.key(), k -> new Series(name, limits));
  }

  private static long timeoutNanos(byte[] message) {
    RevisionAnnounced announced =
        (RevisionAnnounced) Topics.EVENTS.codec().decode(message).getBody();
    RevisionSpec spec = announced.getSpec();
    Integer seconds = spec == null ? null : spec.getTimeoutSeconds();
    return seconds == null || seconds <= 0 ? Long.MAX_VALUE : seconds * 1_000_000_000L;
  }

  private static long minuteOf(long nanos) {
    return Math.floorDiv(nanos, MINUTE_NANOS);
  }
}
