// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

/**
 * What goes wrong between a subscription and its subscribers, so that they can be tried against it.
 * All of it is within what the real service may do to an at-least-once subscriber. The methods are
 * called by several threads.
 */
public interface PubSubFaults {

  PubSubFaults NONE = new PubSubFaults() {};

  /** What happens to a call that acknowledges messages or changes their deadlines. */
  enum CallFault {
    NONE,
    /** Answered UNAVAILABLE, nothing was done. */
    LOSE_REQUEST,
    /** Done, but answered UNAVAILABLE. */
    LOSE_ANSWER
  }

  /** How long a delivery waits although it could be made, so that others overtake it. */
  default long holdBackMillis(String subscription, String messageId, int attempt) {
    return 0;
  }

  /** When a lease ends at the latest, whatever was granted; 0 delivers again at once. */
  default long leaseMillis(String subscription, String messageId, int attempt) {
    return Long.MAX_VALUE;
  }

  /** Asked once for each acknowledgement or deadline call. */
  default CallFault onCall(String subscription) {
    return CallFault.NONE;
  }

  /**
   * Asked before each batch: true ends the stream with UNAVAILABLE instead of sending it, and the
   * batch goes to another stream.
   */
  default boolean dropStream(String subscription) {
    return false;
  }
}
