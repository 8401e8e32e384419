// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one project: services, databases, changes of what they lean on, metrics. Minutes
 * replace their earlier snapshots, so the order of arrival does not matter.
 */
final class Board {

  /** How far back rules look; past it everything is forgotten. */
  static final long HORIZON_MINUTES = 120;

  private static final long MINUTE_MICROS = 60_000_000;

  final String project;

  /** How long a refused deploy hurts by itself. */
  private static final long REFUSED_MICROS = 10 * MINUTE_MICROS;

  private final TreeMap<Place, RevisionChange> refused = new TreeMap<>();
  private final TreeMap<Place, ServiceBoard> services = new TreeMap<>();
  private final TreeMap<Place, TreeMap<String, Voice>> databases = new TreeMap<>();
  private final List<PlatformEvent> configurations = new ArrayList<>();
  private final List<PlatformEvent> samples = new ArrayList<>();
  private long lastAnnounced = Long.MIN_VALUE;

  Board(String project) {
    this.project = project;
  }

  static long minuteOf(long micros) {
    return Math.floorDiv(micros, MINUTE_MICROS);
  }

  static long microsOf(long minute) {
    return minute * MINUTE_MICROS;
  }

  void accept(ServiceMinute minute) {
    service(Place.service(minute.getLocation(), minute.getService()))
        .count(minuteOf(minute.getWindowStart()), minute);
  }

  void accept(SignalMinute minute) {
    long at = minuteOf(minute.getWindowStart());
    if (minute.getComponentKind() == ComponentKind.CLOUD_RUN_SERVICE) {
      service(Place.service(minute.getLocation(), minute.getComponent()))
          .hear(minute.getRevision(), at, minute);
    } else {
      // The same name in two locations is two voices: neither replaces what the other said.
      databases
          .computeIfAbsent(
              new Place(minute.getComponentKind(), "", minute.getComponent()), p -> new TreeMap<>())
          .computeIfAbsent(minute.getLocation() + '/' + minute.getRevision(), source -> new Voice())
          .hear(at, minute);
    }
  }

  void accept(RevisionChange change) {
    Place place = Place.service(change.getLocation(), change.getService());
    service(place).learn(change);
    if (Deploys.isRefused(change) && change.getFirstTrafficAt() == null) {
      refused.putIfAbsent(place, change);
    } else {
      refused.remove(place, change);
    }
  }

  /** Deploys of the last minutes that the platform refused, and that serve nothing. */
  Collection<RevisionChange> refused(long at) {
    refused.values().removeIf(change -> at - change.getObservedAt() > REFUSED_MICROS);
    return refused.values();
  }

  /** Whether it is of use here. */
  boolean accept(PlatformEvent event) {
    if (event.getBody() instanceof RevisionAnnounced announced) {
      lastAnnounced = Math.max(lastAnnounced, minuteOf(Math.floorDiv(event.getEventTime(), 1_000)));
      RevisionSpec spec = announced.getSpec();
      if (spec == null || event.getRevision().isEmpty()) {
        return true; // it shows at least that such entries come
      }
      service(Place.service(event.getLocation(), event.getComponent()))
          .learn(event.getRevision(), spec, Whys.evidence(event, announced(event, announced)));
      return true;
    }
    if (event.getBody() instanceof ConfigurationChange) {
      configurations.add(event);
      return true;
    }
    return event.getBody() instanceof MetricSample && samples.add(event);
  }

  private static String announced(PlatformEvent event, RevisionAnnounced announced) {
    String message = announced.getMessage();
    return "revision "
        + event.getRevision()
        + " announced"
        + (message == null ? "" : ": " + message);
  }

  void forgetBefore(long minute) {
    services.values().forEach(service -> service.forgetBefore(minute));
    services.values().removeIf(ServiceBoard::isEmpty);
    for (TreeMap<String, Voice> voices : databases.values()) {
      voices.values().forEach(voice -> voice.forgetBefore(minute));
      voices.values().removeIf(Voice::isEmpty);
    }
    databases.values().removeIf(TreeMap::isEmpty);
    long nanos = microsOf(minute) * 1_000;
    configurations.removeIf(event -> event.getEventTime() < nanos);
    samples.removeIf(event -> event.getEventTime() < nanos);
  }

  ServiceBoard service(Place place) {
    return services.computeIfAbsent(place, ServiceBoard::new);
  }

  @Nullable ServiceBoard known(Place place) {
    return services.get(place);
  }

  /** Services of a name, in order of location. */
  Collection<ServiceBoard> named(String name) {
    return services
        .subMap(Place.service("", name), true, Place.service("", name + '\0'), false)
        .values();
  }

  Collection<ServiceBoard> services() {
    return services.values();
  }

  /** Whether a service that hurts, by its specs, reads a secret. */
  boolean isRead(String secret, Trouble trouble) {
    return trouble.service.secrets().contains(secret);
  }

  /** Latest minute in which a database said anything. */
  long lastOfDatabases() {
    return databases.values().stream()
        .flatMap(voices -> voices.values().stream())
        .mapToLong(Voice::last)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Latest minute of an audit entry. */
  long lastAudit() {
    return Math.max(lastAnnounced, last(configurations));
  }

  /** Latest minute of a metric. */
  long lastSample() {
    return last(samples);
  }

  private static long last(List<PlatformEvent> events) {
    return events.stream()
        .mapToLong(event -> minuteOf(Math.floorDiv(event.getEventTime(), 1_000)))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Databases that have spoken, by name. */
  Collection<Place> databases() {
    return databases.keySet();
  }

  List<Total> databaseSays(Place database, Span span, Predicate<SignalKind> wanted) {
    TreeMap<String, Voice> voices = databases.get(database);
    return voices == null ? List.of() : Voice.totals(voices.values(), span, wanted);
  }

  /** Changes of secrets, databases, connectors and permissions, in order. */
  List<PlatformEvent> configurations(Span span) {
    return within(configurations, span);
  }

  List<PlatformEvent> samples(Span span) {
    return within(samples, span);
  }

  private static List<PlatformEvent> within(List<PlatformEvent> events, Span span) {
    return events.stream()
        .filter(event -> span.contains(minuteOf(Math.floorDiv(event.getEventTime(), 1_000))))
        .sorted(
            Comparator.comparingLong(PlatformEvent::getEventTime)
                .thenComparing(PlatformEvent::getInsertId)
                .thenComparingLong(PlatformEvent::getDedupId))
        .toList();
  }
}
