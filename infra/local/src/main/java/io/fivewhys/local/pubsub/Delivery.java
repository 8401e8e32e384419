// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.ReceivedMessage;

/** A message on its way to a consumer; the attempt is 0 where it is not told. */
record Delivery(long leaseId, Stored stored, int attempt) {

  String ackId() {
    return AckIds.of(leaseId);
  }

  ReceivedMessage received() {
    return ReceivedMessage.newBuilder()
        .setAckId(ackId())
        .setMessage(stored.message())
        .setDeliveryAttempt(attempt)
        .build();
  }
}
