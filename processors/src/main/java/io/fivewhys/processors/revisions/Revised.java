// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.RevisionChange;
import io.fivewhys.Suspect;
import java.util.List;
import java.util.Objects;

/** Whether a look shows more than numbers that drift: only then there is a new record. */
final class Revised {

  /** As many as a record holds: past them, one new error only pushes out another. */
  private static final int MOST_SIGNATURES = 10;

  private Revised() {}

  static boolean materially(RevisionChange last, RevisionChange now) {
    return last.getFinal$() != now.getFinal$()
        || last.getVerdict() != now.getVerdict()
        || last.getLatencyChanged() != now.getLatencyChanged()
        || !Objects.equals(last.getIndicator(), now.getIndicator())
        || !Objects.equals(last.getFromRevision(), now.getFromRevision())
        || !Objects.equals(last.getCreatedAt(), now.getCreatedAt())
        || !Objects.equals(last.getReadyAt(), now.getReadyAt())
        || !Objects.equals(last.getFirstTrafficAt(), now.getFirstTrafficAt())
        || !Objects.equals(last.getRestoredAt(), now.getRestoredAt())
        || !Objects.equals(last.getActor(), now.getActor())
        || !Objects.equals(last.getTool(), now.getTool())
        || !last.getDiff().equals(now.getDiff())
        || !last.getFindings().equals(now.getFindings())
        || !fields(last).equals(fields(now))
        || hasNewSignature(last, now);
  }

  private static List<String> fields(RevisionChange change) {
    return change.getSuspects().stream().map(Suspect::getField).toList();
  }

  private static boolean hasNewSignature(RevisionChange last, RevisionChange now) {
    return last.getNewSignatures().size() < MOST_SIGNATURES
        && !last.getNewSignatures().containsAll(now.getNewSignatures());
  }
}
