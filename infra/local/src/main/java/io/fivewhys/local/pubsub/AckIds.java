// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

/** Acknowledgement ids as clients see them: opaque, a new one for each delivery. */
final class AckIds {

  static final long NONE = -1;

  private static final String PREFIX = "delivery-";

  private AckIds() {}

  static String of(long leaseId) {
    return PREFIX + leaseId;
  }

  /** {@link #NONE} for what was never given out. */
  static long parse(String ackId) {
    if (!ackId.startsWith(PREFIX)) {
      return NONE;
    }
    try {
      return Long.parseLong(ackId, PREFIX.length(), ackId.length(), 10);
    } catch (NumberFormatException e) {
      return NONE;
    }
  }
}
