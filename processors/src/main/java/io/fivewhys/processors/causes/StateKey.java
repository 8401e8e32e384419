// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.JourneyMinute;
import io.fivewhys.KnownIncident;
import io.fivewhys.KnownPending;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.processors.state.KeyPart;

/**
 * The keys under which this stage's state is kept. What has a horizon begins with its minute, so
 * that the old is a range of keys: {@code minute/MINUTE/PROJECT/…}. Else {@code spec/…}, {@code
 * change/…}, {@code clock/PROJECT}, {@code incident/PROJECT/ID}, {@code pending/PROJECT/…} and
 * {@code symptom/PROJECT/…}.
 */
final class StateKey {

  static final AvroCodec<KnownIncident> INCIDENTS = AvroCodec.of(KnownIncident.class);
  static final AvroCodec<KnownPending> PENDING = AvroCodec.of(KnownPending.class);

  private StateKey() {}

  static String of(ServiceMinute minute) {
    return minute(Board.minuteOf(minute.getWindowStart()))
        + join(
            "counts",
            minute.getProject(),
            minute.getLocation(),
            minute.getService(),
            minute.getRevision());
  }

  static String of(SignalMinute minute) {
    return minute(Board.minuteOf(minute.getWindowStart()))
        + join(
            "signals",
            minute.getProject(),
            minute.getComponentKind().name(),
            minute.getLocation(),
            minute.getComponent(),
            minute.getRevision());
  }

  static String of(JourneyMinute minute) {
    return minute(Board.minuteOf(minute.getWindowStart()))
        + join(
            "journey",
            minute.getProject(),
            minute.getJourney(),
            Integer.toString(minute.getPart()));
  }

  static String of(PlatformEvent event) {
    if (event.getBody() instanceof RevisionAnnounced announced
        && announced.getSpec() != null
        && !event.getRevision().isEmpty()) {
      return join(
          "spec",
          event.getProject(),
          event.getLocation(),
          event.getComponent(),
          event.getRevision());
    }
    return minute(Board.minuteOf(Math.floorDiv(event.getEventTime(), 1_000)))
        + join("event", event.getProject(), Long.toHexString(event.getDedupId()));
  }

  static String of(RevisionChange change) {
    return join(
        "change",
        change.getProject(),
        change.getLocation(),
        change.getService(),
        change.getToRevision());
  }

  static String clock(String project) {
    return join("clock", project);
  }

  static String incident(String project, String id) {
    return join("incident", project, id);
  }

  static String pending(String project, Place place) {
    return join("pending", project, place.kind().name(), place.location(), place.name());
  }

  static String symptom(String project) {
    return join("symptom", project) + '/';
  }

  /** Begin of the keys of a minute; ordered as the minutes are. */
  static String minute(long minute) {
    String digits = Long.toString(Math.max(0, minute));
    return "minute/" + "0".repeat(12 - digits.length()) + digits + '/';
  }

  private static String join(String... parts) {
    StringBuilder key = new StringBuilder();
    for (String part : parts) {
      key.append(key.isEmpty() ? "" : "/").append(KeyPart.of(part));
    }
    return key.toString();
  }
}
