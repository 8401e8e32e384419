// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

/**
 * Which revisions are changes: those announced when they were made, and those that take traffic
 * after an older one. Traffic that goes back to an old revision is none.
 */
final class Openings {

  private static final long FRESH = 60 * KeptMinute.MICROS;
  private static final long ALREADY_SERVING = 2 * KeptMinute.MICROS;

  /**
   * Logs often begin after the deploy, with both revisions serving: the older one's first request
   * may come this much later than the newer one's.
   */
  static final long TOGETHER = 5 * KeptMinute.MICROS;

  private Openings() {}

  static boolean opens(ServiceHistory service, RevisionHistory revision) {
    return freshlyAnnounced(revision) || tookOver(service, revision);
  }

  /** Not told anew long after: that only fills the history. */
  private static boolean freshlyAnnounced(RevisionHistory revision) {
    Long announced = revision.facts.getAnnouncedAt();
    Long created = revision.createdOrAnnounced();
    return announced != null
        && created != null
        && announced - created <= FRESH
        && (!revision.served() || revision.firstTraffic >= created - ALREADY_SERVING);
  }

  private static boolean tookOver(ServiceHistory service, RevisionHistory revision) {
    return revision.served()
        && service.revisions.values().stream()
            .anyMatch(other ->
                other != revision
                    && other.served()
                    && other.firstTraffic <= revision.firstTraffic + TOGETHER
                    && Age.older(other, revision));
  }
}
