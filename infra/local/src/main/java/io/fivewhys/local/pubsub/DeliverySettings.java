// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.Subscription;

/** What of a subscription's settings its backlog goes by; 0 attempts are endless ones. */
record DeliverySettings(
    boolean ordered,
    boolean exactlyOnce,
    int maxAttempts,
    long minBackoffMillis,
    long maxBackoffMillis,
    long retentionMillis,
    boolean retainAcked) {

  private static final int DEFAULT_ATTEMPTS = 5;

  static DeliverySettings of(Subscription said) {
    int attempts = said.getDeadLetterPolicy().getMaxDeliveryAttempts();
    return new DeliverySettings(
        said.getEnableMessageOrdering(),
        said.getEnableExactlyOnceDelivery(),
        said.hasDeadLetterPolicy() ? attempts == 0 ? DEFAULT_ATTEMPTS : attempts : 0,
        Durations.toMillis(said.getRetryPolicy().getMinimumBackoff()),
        Durations.toMillis(said.getRetryPolicy().getMaximumBackoff()),
        Durations.toMillis(said.getMessageRetentionDuration()),
        said.getRetainAckedMessages());
  }

  /** Doubles with each failure; without a retry policy there is none. */
  long backoffMillis(int failures) {
    long doubled = minBackoffMillis << Math.min(failures - 1, 20);
    return Math.min(maxBackoffMillis, doubled);
  }
}
