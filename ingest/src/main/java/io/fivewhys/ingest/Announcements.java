// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.Announced;
import io.fivewhys.RevisionAnnounced;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Revision or Service of Cloud Run, in the spelling of either API, as what is announced of it.
 * Whether it came by an audit entry or from the asset inventory makes no difference here.
 */
final class Announcements {

  static final String OPERATION = "run.googleapis.com/operation-id";
  static final String CREATOR = "serving.knative.dev/creator";
  private static final String GENERATION = "serving.knative.dev/configurationGeneration";

  private static final int LONGEST = 300;
  private static final Pattern WORDS = Pattern.compile("[A-Z]+(?:_[A-Z]+)*");

  private final Actors actors;
  private final RevisionSpecs specs;

  Announcements(Actors actors, RevisionSpecs specs) {
    this.actors = actors;
    this.specs = specs;
  }

  /**
   * @param object a Knative Revision or Service
   * @param said status of the audit record, which says in a sentence what happened
   */
  RevisionAnnounced knative(Node object, Node said, boolean revision, ServiceHome home) {
    Node metadata = object.at("metadata");
    Node ready = ready(object.at("status"));
    RevisionAnnounced body = new RevisionAnnounced();
    body.setAnnounced(revision ? Announced.REVISION : Announced.SERVICE);
    body.setUid(bounded(metadata.at("uid").text()));
    body.setGeneration(
        revision ? metadata.at("labels", GENERATION).whole() : metadata.at("generation").whole());
    body.setOperationId(bounded(metadata.at("annotations", OPERATION).text()));
    body.setCreatedAt(metadata.at("creationTimestamp").time());
    body.setReady(isReady(ready, said));
    body.setReadyAt(ready.at("lastTransitionTime").time());
    body.setReason(bounded(ready.at("reason").text()));
    String message = AuditEntries.message(said);
    body.setMessage(message == null ? AuditEntries.message(ready) : message);
    body.setCreator(actors.pseudonym(metadata.at("annotations", CREATOR).text()));
    Node spec = object.at("spec");
    Node owner = revision ? object : spec.at("template");
    if (owner.at("spec").isPresent()) {
      body.setSpec(specs.knative(owner, object, home));
    }
    Node actual = object.at("status", "traffic");
    body.setTraffic(
        revision ? List.of() : TrafficTargets.of(actual.isPresent() ? actual : spec.at("traffic")));
    return body;
  }

  /**
   * @param object a google.cloud.run.v2.Revision or Service
   */
  RevisionAnnounced v2(Node object, boolean revision, ServiceHome home) {
    Node terminal = object.at("terminalCondition");
    Node ready = terminal.isPresent() ? terminal : ready(object);
    RevisionAnnounced body = new RevisionAnnounced();
    body.setAnnounced(revision ? Announced.REVISION : Announced.SERVICE);
    body.setUid(bounded(object.at("uid").text()));
    // A revision's own generation counts its own changes, not those of the service.
    body.setGeneration(
        revision ? object.at("labels", GENERATION).whole() : object.at("generation").whole());
    body.setOperationId(bounded(object.at("annotations", OPERATION).text()));
    body.setCreatedAt(object.at("createTime").time());
    body.setReady(
        switch (ready.at("state").textOr("")) {
          case "CONDITION_SUCCEEDED" -> Boolean.TRUE;
          case "CONDITION_FAILED" -> Boolean.FALSE;
          default -> null;
        });
    body.setReadyAt(ready.at("lastTransitionTime").time());
    body.setReason(reason(ready));
    body.setMessage(AuditEntries.message(ready));
    String creator = object.at("creator").text();
    body.setCreator(
        actors.pseudonym(creator == null ? object.at("annotations", CREATOR).text() : creator));
    Node owner = revision ? object : object.at("template");
    if (owner.at("containers").isPresent()) {
      body.setSpec(specs.v2(owner, object, home));
    }
    Node actual = object.at("trafficStatuses");
    body.setTraffic(
        revision
            ? List.of()
            : TrafficTargets.of(actual.isPresent() ? actual : object.at("traffic")));
    return body;
  }

  private static Node ready(Node status) {
    for (Node condition : status.at("conditions").elements()) {
      if ("Ready".equals(condition.at("type").text())) {
        return condition;
      }
    }
    return Node.ABSENT;
  }

  /** By the condition, else by the sentence that announces it. */
  private static @Nullable Boolean isReady(Node condition, Node said) {
    Boolean ready = condition.at("status").flag();
    if (ready != null) {
      return ready;
    }
    String message = said.at("message").textOr("");
    if (message.startsWith("Ready condition status changed to True")) {
      return true;
    }
    return message.startsWith("Ready condition status changed to False") ? Boolean.FALSE : null;
  }

  /** {@code HEALTH_CHECK_CONTAINER_ERROR} as Knative has it, {@code HealthCheckContainerError}. */
  private static @Nullable String reason(Node condition) {
    String own = condition.at("revisionReason").text();
    String sent = own == null ? condition.at("reason").text() : own;
    if (sent == null || !WORDS.matcher(sent).matches()) {
      return bounded(sent);
    }
    StringBuilder reason = new StringBuilder();
    for (String word : sent.split("_", -1)) {
      reason.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return bounded(reason.toString());
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text, LONGEST);
  }
}
