// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong between the Storage Write API and its clients, so that they can be tried against
 * it. All of it is within what the real service may do. The methods are called by several threads.
 */
interface Faults {

  Faults NONE = (stream, offset) -> Fault.NONE;

  enum Fault {
    NONE,
    /** The connection drops with UNAVAILABLE, nothing is done. */
    LOSE_REQUEST,
    /** It is done, the connection drops with UNAVAILABLE before the answer. */
    LOSE_ANSWER,
    /** The rows are appended, then the server ends its side in order, without an answer. */
    HALF_CLOSE,
    /** An internal error in the stream, nothing is appended: clients repeat it by themselves. */
    INTERNAL,
    /**
     * The rows are appended and the answer is that they were there before, as to a request that
     * came twice. Without an offset there is no such fault.
     */
    ALREADY_EXISTS,
    /**
     * Refused as beyond the stream's end although it is not. Without an offset there is no such
     * fault.
     */
    OUT_OF_RANGE,
    /** The stream is finalized under the client. The default stream never is. */
    FINALIZE,
    /** The stream expires under the client. The default stream never does. */
    EXPIRE,
    /** The writer's schema is refused, as while a new column is not known everywhere yet. */
    SCHEMA_MISMATCH,
    /** The request is refused as too large. */
    OVERSIZED,
    /** The project's quota is used up. */
    QUOTA,
    /** The connection ends with PERMISSION_DENIED. */
    PERMISSION_DENIED
  }

  /** These befall the next appends, one each, and none after them. */
  static Faults inOrder(Fault... faults) {
    Queue<Fault> next = new ConcurrentLinkedQueue<>(List.of(faults));
    return (stream, offset) -> Objects.requireNonNullElse(next.poll(), Fault.NONE);
  }

  /**
   * Asked once for each append.
   *
   * @param stream last part of its name
   * @param offset -1 for none
   */
  Fault onAppend(String stream, long offset);

  /**
   * Asked once for each other call: it is lost, or its answer, or refused for QUOTA or
   * PERMISSION_DENIED; other faults are none there.
   */
  default Fault onCall(String table) {
    return Fault.NONE;
  }

  /** How long the answer to an append is held back, and all later ones of its connection. */
  default Duration lateness(String stream, long offset) {
    return Duration.ZERO;
  }

  /** Why a row that could be stored is refused; null to take it. */
  default @Nullable String refusal(List<@Nullable Object> row) {
    return null;
  }
}
