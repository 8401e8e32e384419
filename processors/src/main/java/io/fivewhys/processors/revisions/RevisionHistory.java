// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.KnownRevision;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One revision: what announcements said of it, the traffic it took, its minutes, and what was last
 * said of the change to it. Announcements come two or three times and in any order; the earliest
 * times hold, so that the same ones give the same facts.
 */
final class RevisionHistory {

  static final long NEVER = Long.MIN_VALUE;

  private static final int MOST_OPERATIONS = 20;

  final String name;

  /** In its name, where the platform gave that. */
  final @Nullable Long number;

  KnownRevision facts = KnownRevision.newBuilder().build();

  /** Start of its first request, microseconds; {@link #NEVER} without any. */
  long firstTraffic = NEVER;

  /** Last minute with a request; {@link #NEVER} without any. */
  long lastTrafficMinute = NEVER;

  /** By minute since the epoch. */
  final TreeMap<Long, KeptMinute> minutes = new TreeMap<>();

  final SeenSignatures seen = new SeenSignatures();

  /** Last record of the change to this revision; null while there is no such change. */
  @Nullable RevisionChange change;

  RevisionHistory(String name) {
    this.name = name;
    this.number = Age.number(name);
  }

  /**
   * @param at event time, microseconds
   */
  void announce(RevisionAnnounced said, long at) {
    facts.setUid(least(facts.getUid(), said.getUid()));
    facts.setGeneration(least(facts.getGeneration(), said.getGeneration()));
    facts.setCreatedAt(least(facts.getCreatedAt(), micros(said.getCreatedAt())));
    facts.setAnnouncedAt(least(facts.getAnnouncedAt(), at));
    addOperation(said.getOperationId());
    if (Boolean.TRUE.equals(said.getReady())) {
      Long transition = micros(said.getReadyAt());
      facts.setReadyAt(least(facts.getReadyAt(), transition == null ? at : transition));
    } else if (Boolean.FALSE.equals(said.getReady())) {
      fail(Failure.text(said.getReason(), said.getMessage()), at);
    }
    learnSpec(said.getSpec(), at);
  }

  private void addOperation(@Nullable String id) {
    if (id != null) {
      TreeSet<String> ids = new TreeSet<>(facts.getOperationIds());
      ids.add(id);
      facts.setOperationIds(ids.stream().limit(MOST_OPERATIONS).toList());
    }
  }

  private void fail(String text, long at) {
    Long failedAt = facts.getFailedAt();
    boolean first = failedAt == null || at < failedAt;
    if (first || at == failedAt && text.compareTo(String.valueOf(facts.getFailure())) < 0) {
      facts.setFailedAt(at);
      facts.setFailure(text);
    }
  }

  /** The last announcement knows most: the digest of the image may come late. */
  private void learnSpec(@Nullable RevisionSpec spec, long at) {
    if (spec == null) {
      return;
    }
    Long specAt = facts.getSpecAt();
    boolean later = specAt == null || at > specAt;
    if (later || at == specAt && spec.toString().compareTo(String.valueOf(facts.getSpec())) < 0) {
      facts.setSpecAt(at);
      facts.setSpec(spec);
    }
  }

  /** Returns whether what is known of its traffic changed. */
  boolean serve(long firstRequestAt, long minute) {
    long first = served() ? Math.min(firstTraffic, firstRequestAt) : firstRequestAt;
    long last = Math.max(lastTrafficMinute, minute);
    boolean changed = first != firstTraffic || last != lastTrafficMinute;
    firstTraffic = first;
    lastTrafficMinute = last;
    return changed;
  }

  boolean served() {
    return firstTraffic != NEVER;
  }

  /** When it was made, or else first heard of; null for one known from its traffic alone. */
  @Nullable Long createdOrAnnounced() {
    Long created = facts.getCreatedAt();
    return created == null ? facts.getAnnouncedAt() : created;
  }

  /** When it was first heard of in whichever way. */
  long since() {
    Long created = createdOrAnnounced();
    return created == null || served() && firstTraffic < created ? firstTraffic : created;
  }

  boolean neverReady() {
    return facts.getReadyAt() == null && facts.getFailure() != null;
  }

  @Nullable RevisionSpec spec() {
    return facts.getSpec();
  }

  /** Requests of the minutes from {@code first} to {@code last}, both included. */
  long requests(long first, long last) {
    return first > last
        ? 0
        : minutes.subMap(first, last + 1).values().stream()
            .mapToLong(kept -> kept.counts().requests())
            .sum();
  }

  /** Its last minute with requests up to {@code minute}; {@link #NEVER} where none is known. */
  long servedUpTo(long minute) {
    if (lastTrafficMinute <= minute) {
      return lastTrafficMinute;
    }
    for (Map.Entry<Long, KeptMinute> kept :
        minutes.headMap(minute, true).descendingMap().entrySet()) {
      if (kept.getValue().counts().requests() > 0) {
        return kept.getKey();
      }
    }
    return served() && KeptMinute.minute(firstTraffic) <= minute
        ? KeptMinute.minute(firstTraffic)
        : NEVER;
  }

  /** Takes out the minutes before {@code minute}. */
  List<Long> forgetBefore(long minute) {
    if (minutes.isEmpty() || minutes.firstKey() >= minute) {
      return List.of();
    }
    List<Long> gone = new ArrayList<>(minutes.headMap(minute).keySet());
    minutes.headMap(minute).clear();
    return gone;
  }

  private static <T extends Comparable<T>> @Nullable T least(@Nullable T one, @Nullable T other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Objects.requireNonNull(one).compareTo(other) <= 0 ? one : other;
  }

  private static @Nullable Long micros(@Nullable Long nanos) {
    return nanos == null ? null : Math.floorDiv(nanos, 1_000);
  }
}
