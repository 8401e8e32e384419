// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import io.fivewhys.CapacitySample;
import io.fivewhys.Clock;
import io.fivewhys.ComponentKind;
import io.fivewhys.Escalation;
import io.fivewhys.JourneyMinute;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import java.time.Duration;
import java.util.List;

/** Every topic once, in the order data flows. */
public final class Topics {

  /** Of what is little and told once. */
  private static final Duration MONTH = Duration.ofDays(30);

  /** Also {@link #OBSERVATIONS}' clocks, and what is rejected until it is known to be no repeat. */
  public static final Topic<PlatformEvent> EVENTS =
      new Topic<>(
          "fivewhys.events",
          "project/location/component_kind/component/revision",
          AvroCodec.of(PlatformEvent.class),
          false);

  public static final Topic<RejectedEntry> REJECTED =
      new Topic<>("fivewhys.rejected", "source", AvroCodec.of(RejectedEntry.class), false);

  /**
   * What each partition of the events has to say to the stages that look across a project, of all
   * record types in one order: the snapshots and closed minutes of the topics below, events that
   * change what a project runs, and the {@link Clock}s between them. The header {@link #FROM} names
   * the partition. For those stages alone.
   */
  public static final Topic<Clock> OBSERVATIONS =
      new Topic<>("fivewhys.observations", "project", AvroCodec.of(Clock.class), false);

  /**
   * Header of {@link #OBSERVATIONS}: the partition of the events in four bytes and the event time
   * in milliseconds in eight, big endian.
   */
  public static final String FROM = "from";

  /**
   * Header of a {@link RejectedEntry} that may come again: when it was published, microseconds
   * since the epoch in eight bytes, big endian.
   */
  public static final String PUBLISHED = "published";

  /**
   * Header of a {@link RejectedEntry} whose source does not keep it: its bytes, but for what looks
   * like a secret. Of a long one the first eight kibibytes or so: no more can be searched for them.
   */
  public static final String ORIGINAL = "original";

  /**
   * Snapshots of open minutes, then the closed one; consumers that want each minute once take the
   * closed ones. Partitioned by project alone, so that one reader sees the whole of it.
   */
  public static final Topic<ServiceMinute> SERVICE_MINUTES =
      new Topic<>(
          "fivewhys.service-minutes",
          "project/location/service/revision",
          AvroCodec.of(ServiceMinute.class),
          false);

  /** As {@link #SERVICE_MINUTES}: what services and databases said, signals only. */
  public static final Topic<SignalMinute> SIGNAL_MINUTES =
      new Topic<>(
          "fivewhys.signal-minutes",
          "project/location/component/revision",
          AvroCodec.of(SignalMinute.class),
          false);

  /** Partitioned by project alone, as {@link #SERVICE_MINUTES}. Empty without journeys. */
  public static final Topic<JourneyMinute> JOURNEY_MINUTES =
      new Topic<>(
          "fivewhys.journey-minutes", "project/journey", AvroCodec.of(JourneyMinute.class), false);

  public static final Topic<RevisionChange> REVISION_CHANGES =
      new Topic<>(
          "fivewhys.revision-changes",
          "project/location/service",
          AvroCodec.of(RevisionChange.class),
          false,
          MONTH);

  public static final Topic<Escalation> ESCALATIONS =
      new Topic<>(
          "fivewhys.escalations", "incident_id", AvroCodec.of(Escalation.class), false, MONTH);

  public static final Topic<CapacitySample> CAPACITY =
      new Topic<>(
          "fivewhys.capacity",
          "project/component",
          AvroCodec.of(CapacitySample.class),
          false,
          MONTH);

  public static final List<Topic<?>> ALL =
      List.of(
          EVENTS,
          REJECTED,
          OBSERVATIONS,
          SERVICE_MINUTES,
          SIGNAL_MINUTES,
          JOURNEY_MINUTES,
          REVISION_CHANGES,
          ESCALATIONS,
          CAPACITY);

  private Topics() {}

  /** Key of {@link #EVENTS}: everything one revision says, in one partition and in order. */
  public static String eventKey(
      String project, String location, ComponentKind kind, String component, String revision) {
    return project + '/' + location + '/' + kind + '/' + component + '/' + revision;
  }

  /** Key of {@link #SERVICE_MINUTES}; it begins with the project, which partitions it. */
  public static String serviceKey(
      String project, String location, String service, String revision) {
    return project + '/' + location + '/' + service + '/' + revision;
  }
}
