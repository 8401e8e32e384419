// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

/**
 * Why Pub/Sub did not take a message, and what its operator can do.
 *
 * @param code of gRPC, by name
 * @param message as Pub/Sub or its client put it
 */
record PublishFault(String code, String message) {

  /** What is wrong, where, and what to do. */
  String sentence(String topic, String endpoint) {
    String where = "Escalations are not published to " + topic + " at " + endpoint + ": ";
    return where + code + ": " + message.replaceAll("\\p{Cntrl}+", " ") + advice(topic) + ".";
  }

  private String advice(String topic) {
    return switch (code) {
      case "NOT_FOUND" ->
          "; create it with `gcloud pubsub topics create " + topic + "`, or mend escalations.topic";
      case "PERMISSION_DENIED" ->
          "; give this service's account roles/pubsub.publisher on the topic";
      case "UNAUTHENTICATED" ->
          "; give this process application-default credentials, or name a local server in pubsub.endpoint";
      case "INVALID_ARGUMENT" ->
          "; give the topic the schema that `fivewhys escalations --schema` prints, and let this service's"
              + " account read the topic (pubsub.topics.get), so that it sees whether that takes JSON";
      case "FAILED_PRECONDITION" -> "; the topic or its schema has been deleted or disabled";
      case "RESOURCE_EXHAUSTED" -> "; the project's quota for publishing is used up";
      default -> "; it is tried again until it works";
    };
  }
}
