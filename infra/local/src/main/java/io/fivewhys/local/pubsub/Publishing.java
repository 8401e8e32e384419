// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.PubsubMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the service takes in one publish call. */
final class Publishing {

  static final int MAX_BYTES = 10_000_000;

  private static final int MAX_MESSAGES = 1000;
  private static final int MAX_ATTRIBUTES = 100;
  private static final int MAX_KEY_BYTES = 256;
  private static final int MAX_VALUE_BYTES = 1024;

  private Publishing() {}

  static void require(List<PubsubMessage> messages) {
    if (messages.isEmpty() || messages.size() > MAX_MESSAGES) {
      throw Subscriptions.invalid(
          "a publish call has 1 to %d messages, not %d".formatted(MAX_MESSAGES, messages.size()));
    }
    long bytes = 0;
    for (PubsubMessage message : messages) {
      require(message);
      bytes += message.getSerializedSize();
    }
    if (bytes > MAX_BYTES) {
      throw Subscriptions.invalid(
          "a publish call has at most %,d bytes, not %,d".formatted(MAX_BYTES, bytes));
    }
  }

  private static void require(PubsubMessage message) {
    if (message.getData().isEmpty() && message.getAttributesCount() == 0) {
      throw Subscriptions.invalid("a message needs data or attributes");
    }
    if (message.getAttributesCount() > MAX_ATTRIBUTES) {
      throw Subscriptions.invalid("a message has at most " + MAX_ATTRIBUTES + " attributes");
    }
    message
        .getAttributesMap()
        .forEach((key, value) -> {
          requireBytes("the key of an attribute", key, MAX_KEY_BYTES);
          requireBytes("the value of attribute " + key, value, MAX_VALUE_BYTES);
        });
    requireBytes("the ordering key", message.getOrderingKey(), MAX_VALUE_BYTES);
  }

  private static void requireBytes(String what, String text, int most) {
    if (text.length() > most / 3 && text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw Subscriptions.invalid("%s has at most %d bytes".formatted(what, most));
    }
  }
}
