// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.RevisionSpec;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One service: its revisions by name, who changed it, and which of its changes are open. */
final class ServiceHistory {

  record Name(String project, String location, String service) {
    String key() {
      return project + '/' + location + '/' + service;
    }
  }

  final Name name;
  final TreeMap<String, RevisionHistory> revisions = new TreeMap<>();
  final Deployers deployers = new Deployers();

  /** Revisions whose change is looked at with each tick. */
  final TreeSet<String> watched = new TreeSet<>();

  /** Something was learnt that may open a change, or go on with one. Also after a restart. */
  boolean learnt = true;

  ServiceHistory(Name name) {
    this.name = name;
  }

  RevisionHistory revision(String revision) {
    return revisions.computeIfAbsent(revision, RevisionHistory::new);
  }

  @Nullable RevisionHistory known(@Nullable String revision) {
    return revision == null ? null : revisions.get(revision);
  }

  /** The revision with the latest traffic, the newest of them; null when none has served. */
  @Nullable RevisionHistory serving() {
    RevisionHistory latest = null;
    for (RevisionHistory each : revisions.values()) {
      if (each.served() && (latest == null || servesLater(each, latest))) {
        latest = each;
      }
    }
    return latest;
  }

  @Nullable RevisionSpec servingSpec() {
    RevisionHistory serving = serving();
    return serving == null ? null : serving.spec();
  }

  private static boolean servesLater(RevisionHistory one, RevisionHistory other) {
    return one.lastTrafficMinute == other.lastTrafficMinute
        ? Age.older(other, one)
        : one.lastTrafficMinute > other.lastTrafficMinute;
  }
}
