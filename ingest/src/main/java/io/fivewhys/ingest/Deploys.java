// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.Announced;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.ServiceChanged;
import io.fivewhys.TrafficTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deploys in the audit logs: what Cloud Run announces of a revision or service, and who asked for a
 * change. Only the announcement knows the whole spec; the request holds the state before.
 */
final class Deploys {

  private static final int LONGEST = 300;
  private static final int MOST_TARGETS = 50;
  private static final String OPERATION = "run.googleapis.com/operation-id";

  private final Actors actors;
  private final RevisionSpecs specs;

  Deploys(Actors actors) {
    this.actors = actors;
    this.specs = new RevisionSpecs(actors);
  }

  RevisionAnnounced announced(Node audit, boolean revision) {
    Node response = audit.at("response");
    Node metadata = response.at("metadata");
    Node ready = condition(response.at("status"));
    RevisionAnnounced body = new RevisionAnnounced();
    body.setAnnounced(revision ? Announced.REVISION : Announced.SERVICE);
    body.setUid(bounded(metadata.at("uid").text()));
    body.setGeneration(
        revision
            ? metadata.at("labels", "serving.knative.dev/configurationGeneration").whole()
            : metadata.at("generation").whole());
    body.setOperationId(bounded(metadata.at("annotations", OPERATION).text()));
    body.setCreatedAt(metadata.at("creationTimestamp").time());
    body.setReady(ready(ready, audit.at("status")));
    body.setReadyAt(ready.at("lastTransitionTime").time());
    body.setReason(bounded(ready.at("reason").text()));
    String message = AuditEntries.message(audit.at("status"));
    body.setMessage(message == null ? AuditEntries.message(ready) : message);
    body.setCreator(
        actors.pseudonym(metadata.at("annotations", "serving.knative.dev/creator").text()));
    Node spec = response.at("spec");
    Node owner = revision ? response : spec.at("template");
    if (owner.at("spec").isPresent()) {
      body.setSpec(specs.knative(owner, response));
    }
    Node actual = response.at("status", "traffic");
    body.setTraffic(
        revision ? List.of() : traffic(actual.isPresent() ? actual : spec.at("traffic")));
    return body;
  }

  ServiceChanged changed(Node audit, String method) {
    Node request = audit.at("request");
    Node service = request.at("service");
    Node metadata = service.at("metadata");
    Integer code = audit.at("status", "code").integer();
    ServiceChanged body = new ServiceChanged();
    body.setMethod(Redaction.redact(method, LONGEST));
    body.setActor(AuditEntries.actor(audit, actors));
    body.setTool(bounded(audit.at("requestMetadata", "callerSuppliedUserAgent").text()));
    Long generation = metadata.at("generation").whole();
    body.setGeneration(generation == null ? service.at("generation").whole() : generation);
    body.setOperationId(bounded(metadata.at("annotations", OPERATION).text()));
    body.setStatusCode(code == null ? 0 : code);
    body.setStatusMessage(AuditEntries.message(audit.at("status")));
    String ready = service.at("status", "latestReadyRevisionName").text();
    body.setLatestReadyRevision(
        bounded(ready == null ? lastPart(service.at("latestReadyRevision").text()) : ready));
    Node template = service.at("spec", "template");
    if (template.isPresent()) {
      body.setSpec(specs.knative(template, service));
    } else if (service.at("template").isPresent()) {
      body.setSpec(specs.v2(service));
    }
    Node knative = service.at("spec", "traffic");
    body.setTraffic(traffic(knative.isPresent() ? knative : service.at("traffic")));
    return body;
  }

  private static Node condition(Node status) {
    for (Node condition : status.at("conditions").elements()) {
      if ("Ready".equals(condition.at("type").text())) {
        return condition;
      }
    }
    return Node.ABSENT;
  }

  /** By the condition, else by the sentence that announces it. */
  private static @Nullable Boolean ready(Node condition, Node status) {
    Boolean ready = condition.at("status").flag();
    if (ready != null) {
      return ready;
    }
    String message = status.at("message").textOr("");
    if (message.startsWith("Ready condition status changed to True")) {
      return true;
    }
    return message.startsWith("Ready condition status changed to False") ? Boolean.FALSE : null;
  }

  /** An entry without percent receives none; one without revision means the latest ready. */
  private static List<TrafficTarget> traffic(Node targets) {
    List<TrafficTarget> traffic = new ArrayList<>();
    for (Node target : targets.elements()) {
      if (traffic.size() < MOST_TARGETS) {
        Integer percent = target.at("percent").integer();
        String name = target.at("revisionName").text();
        String revision = name == null ? lastPart(target.at("revision").text()) : name;
        traffic.add(
            new TrafficTarget(
                bounded(revision),
                percent == null ? 0 : percent,
                bounded(target.at("tag").text())));
      }
    }
    return traffic;
  }

  private static @Nullable String lastPart(@Nullable String name) {
    return name == null ? null : name.substring(name.lastIndexOf('/') + 1);
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text, LONGEST);
  }
}
