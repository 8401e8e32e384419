// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import java.util.HashSet;
import java.util.Set;

/** Which changes of an incident are worth telling. */
final class Material {

  /**
   * Between updates that only add to what is known; a new cause or a worse severity never waits.
   */
  private static final long GROUPING = 5 * 60_000_000L;

  private Material() {}

  static boolean differs(Escalation told, Escalation now) {
    if (told.getStatus() == IncidentStatus.RESOLVED) {
      return true;
    }
    if (!told.getRootCause().getKind().equals(now.getRootCause().getKind())
        || !told.getRootCause().getComponent().equals(now.getRootCause().getComponent())
        || now.getSeverity().compareTo(told.getSeverity()) < 0) {
      return true;
    }
    if (now.getObservedAt() - told.getObservedAt() < GROUPING) {
      return false;
    }
    Set<Component> known = new HashSet<>(told.getAffected());
    return !known.containsAll(now.getAffected())
        || !told.getRootCause().getBasis().equals(now.getRootCause().getBasis())
        || !told.getDecision().equals(now.getDecision())
        || told.getWhys().size() < now.getWhys().size();
  }
}
