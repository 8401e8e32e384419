// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.RevisionAnnounced;
import io.fivewhys.ServiceChanged;
import org.jspecify.annotations.Nullable;

/**
 * Deploys in the audit logs: what Cloud Run announces of a revision or service, and who asked for a
 * change. Only the announcement knows the whole spec; the request holds the state before.
 */
final class Deploys {

  private static final int LONGEST = 300;

  private final Actors actors;
  private final RevisionSpecs specs;
  private final Announcements announcements;

  Deploys(Actors actors) {
    this.actors = actors;
    this.specs = new RevisionSpecs(actors);
    this.announcements = new Announcements(actors, specs);
  }

  RevisionAnnounced announced(Entry entry, boolean revision) {
    Node response = entry.audit.at("response");
    return announcements.knative(
        response, entry.audit.at("status"), revision, home(entry, response));
  }

  ServiceChanged changed(Entry entry, String method) {
    Node audit = entry.audit;
    Node service = audit.at("request", "service");
    Node metadata = service.at("metadata");
    ServiceHome home = home(entry, service);
    Integer code = audit.at("status", "code").integer();
    ServiceChanged body = new ServiceChanged();
    body.setMethod(Redaction.redact(method, LONGEST));
    body.setActor(AuditEntries.actor(audit, actors));
    body.setTool(bounded(audit.at("requestMetadata", "callerSuppliedUserAgent").text()));
    Long generation = metadata.at("generation").whole();
    body.setGeneration(generation == null ? service.at("generation").whole() : generation);
    body.setOperationId(bounded(metadata.at("annotations", Announcements.OPERATION).text()));
    body.setStatusCode(code == null ? 0 : code);
    body.setStatusMessage(AuditEntries.message(audit.at("status")));
    String ready = service.at("status", "latestReadyRevisionName").text();
    body.setLatestReadyRevision(
        bounded(
            ready == null
                ? TrafficTargets.lastPart(service.at("latestReadyRevision").text())
                : ready));
    Node template = service.at("spec", "template");
    if (template.isPresent()) {
      body.setSpec(specs.knative(template, service, home));
    } else if (service.at("template").isPresent()) {
      body.setSpec(specs.v2(service.at("template"), service, home));
    }
    Node knative = service.at("spec", "traffic");
    body.setTraffic(TrafficTargets.of(knative.isPresent() ? knative : service.at("traffic")));
    return body;
  }

  /** Knative's namespace is the project, by its number or its id. */
  private static ServiceHome home(Entry entry, Node object) {
    String namespace = object.at("metadata", "namespace").textOr("");
    return new ServiceHome(entry.projectOrLogs(), namespace, entry.location);
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text, LONGEST);
  }
}
