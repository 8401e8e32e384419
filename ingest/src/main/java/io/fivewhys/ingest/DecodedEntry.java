// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.RejectedEntry;

/** What became of one log entry, ready for the {@link EventLog}. */
sealed interface DecodedEntry {

  /**
   * @param key as {@link io.fivewhys.contract.Topics#eventKey} has it
   * @param bytes of the event
   * @param timeNanos event time
   * @param reachedNanos how far it shows that the project's time has got: no further than when it
   *     was received
   * @param id the same for repeats
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Event(byte[] key, byte[] bytes, String project, long timeNanos, long reachedNanos, long id)
      implements DecodedEntry {}

  record Reject(RejectedEntry entry) implements DecodedEntry {}

  record Ignored(String reason) implements DecodedEntry {}
}
