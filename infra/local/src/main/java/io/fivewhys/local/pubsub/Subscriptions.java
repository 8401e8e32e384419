// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.Subscription;
import io.grpc.Status;
import java.util.Set;

/** What a subscription's settings may be. */
final class Subscriptions {

  static final int MIN_ACK_SECONDS = 10;
  static final int MAX_ACK_SECONDS = 600;

  /** Fields that an update may change. */
  static final Set<String> CHANGEABLE =
      Set.of(
          "ack_deadline_seconds",
          "retain_acked_messages",
          "message_retention_duration",
          "labels",
          "expiration_policy",
          "dead_letter_policy",
          "retry_policy",
          "enable_exactly_once_delivery");

  private static final int MIN_ATTEMPTS = 5;
  private static final int MAX_ATTEMPTS = 100;
  private static final Duration MIN_RETENTION = Durations.fromMinutes(10);
  private static final Duration MAX_RETENTION = Durations.fromDays(31);
  private static final Duration MAX_BACKOFF = Durations.fromSeconds(600);

  private Subscriptions() {}

  static void require(Subscription said) {
    requireAckSeconds(said.getAckDeadlineSeconds());
    requireBetween(
        "message_retention_duration",
        said.getMessageRetentionDuration(),
        MIN_RETENTION,
        MAX_RETENTION);
    if (said.hasPushConfig() && !said.getPushConfig().getPushEndpoint().isEmpty()
        || said.hasBigqueryConfig()
        || said.hasCloudStorageConfig()) {
      throw Status.UNIMPLEMENTED
          .withDescription(
              "the local Pub/Sub server delivers to pulling subscribers only, not by push, to BigQuery or to Cloud Storage")
          .asRuntimeException();
    }
    if (said.hasRetryPolicy()) {
      Duration from = said.getRetryPolicy().getMinimumBackoff();
      Duration to = said.getRetryPolicy().getMaximumBackoff();
      requireBetween("retry_policy.minimum_backoff", from, Durations.ZERO, MAX_BACKOFF);
      requireBetween("retry_policy.maximum_backoff", to, from, MAX_BACKOFF);
    }
    if (said.hasDeadLetterPolicy()) {
      Names.require(Names.TOPICS, said.getDeadLetterPolicy().getDeadLetterTopic());
      int attempts = said.getDeadLetterPolicy().getMaxDeliveryAttempts();
      if (attempts < MIN_ATTEMPTS || attempts > MAX_ATTEMPTS) {
        throw invalid(
            "dead_letter_policy.max_delivery_attempts is %d, expected %d to %d"
                .formatted(attempts, MIN_ATTEMPTS, MAX_ATTEMPTS));
      }
    }
  }

  static void requireAckSeconds(int seconds) {
    if (seconds < MIN_ACK_SECONDS || seconds > MAX_ACK_SECONDS) {
      throw invalid(
          "the ack deadline is %d s, expected %d to %d s"
              .formatted(seconds, MIN_ACK_SECONDS, MAX_ACK_SECONDS));
    }
  }

  private static void requireBetween(String field, Duration value, Duration from, Duration to) {
    if (Durations.compare(value, from) < 0 || Durations.compare(value, to) > 0) {
      throw invalid(
          "%s is %s, expected %s to %s"
              .formatted(
                  field,
                  Durations.toString(value),
                  Durations.toString(from),
                  Durations.toString(to)));
    }
  }

  static RuntimeException invalid(String text) {
    return Status.INVALID_ARGUMENT.withDescription(text).asRuntimeException();
  }
}
