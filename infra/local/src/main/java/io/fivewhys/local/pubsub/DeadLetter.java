// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.PubsubMessage;

/** A message that failed as often as it may. */
record DeadLetter(Stored stored, int failures) {

  private static final String PREFIX = "CloudPubSubDeadLetterSource";

  /** With attributes that say where it comes from. */
  PubsubMessage message(String subscription) {
    PubsubMessage source = stored.message();
    return source.toBuilder()
        .putAttributes(PREFIX + "DeliveryCount", Integer.toString(failures))
        .putAttributes(PREFIX + "Subscription", Names.idOf(subscription))
        .putAttributes(PREFIX + "SubscriptionProject", Names.projectOf(subscription))
        .putAttributes(PREFIX + "TopicPublishTime", Timestamps.toString(source.getPublishTime()))
        .build();
  }
}
