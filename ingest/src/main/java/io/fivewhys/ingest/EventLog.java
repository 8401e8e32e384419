// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.RejectedEntry;

/**
 * Where events go. What was appended under one key stays in the order it was appended; nothing is
 * lost silently: a failure of the log comes out of a later call at the latest, or of {@link
 * #flush()}.
 */
public interface EventLog extends AutoCloseable {

  /**
   * @param key UTF-8 of {@link io.fivewhys.contract.Topics#eventKey}
   * @param event encoded {@link io.fivewhys.PlatformEvent}; not changed by the caller afterwards
   */
  void append(byte[] key, byte[] event, long eventTimeNanos);

  void reject(RejectedEntry entry);

  /** Returns when everything appended is durable. */
  void flush();

  @Override
  void close();
}
