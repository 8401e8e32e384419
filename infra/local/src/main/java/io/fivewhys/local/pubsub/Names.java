// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import io.grpc.Status;
import java.util.regex.Pattern;

/** What resources may be called: {@code projects/PROJECT/topics/ID} and the like. */
final class Names {

  static final String TOPICS = "topics";
  static final String SUBSCRIPTIONS = "subscriptions";
  static final String SNAPSHOTS = "snapshots";
  static final String SCHEMAS = "schemas";

  /** What a subscription says of its topic once that is deleted. */
  static final String DELETED_TOPIC = "_deleted-topic_";

  private static final Pattern NAME =
      Pattern.compile("projects/[a-z0-9:.-]+/([a-z]+)/(?!goog)[a-zA-Z][a-zA-Z0-9._~+%-]{2,254}");

  private Names() {}

  static String require(String kind, String name) {
    var matcher = NAME.matcher(name);
    if (!matcher.matches() || !matcher.group(1).equals(kind)) {
      throw Status.INVALID_ARGUMENT
          .withDescription(
              "no valid name: %s; expected projects/PROJECT/%s/ID, the ID a letter and 2 to 254 letters, digits or - . _ ~ + %%, not beginning with goog"
                  .formatted(name, kind))
          .asRuntimeException();
    }
    return name;
  }

  static String idOf(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  static String projectOf(String name) {
    String[] parts = name.split("/", -1);
    return parts.length > 1 ? parts[1] : "";
  }
}
