// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.incidents.Cloud.MINUTE;
import static io.fivewhys.local.incidents.Cloud.SECOND;

import io.fivewhys.local.demo.Configuration;
import io.fivewhys.local.demo.Ids;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Cloud.Instance;
import io.fivewhys.local.incidents.Cloud.Share;
import io.fivewhys.local.incidents.Workload.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What people and the platform do, with the entries that tell of it. */
final class Operations {

  static final String ROLLOUT =
      "DEPLOYMENT_ROLLOUT - Instance started due to traffic shifting between revisions due to deployment, traffic split adjustment, or deployment health check.";
  static final String AUTOSCALING =
      "AUTOSCALING - Instance started due to configured scaling factors (e.g. CPU utilization, request throughput, etc.) or no existing capacity for current traffic.";
  static final String NOT_STARTED_IN_TIME =
      "The user-provided container failed to start and listen on the port defined provided by the PORT=%d environment variable within the allocated timeout.";
  private static final List<Map<String, Object>> TO_LATEST =
      List.of(object("latestRevision", true, "percent", 100));

  /** When the platform tries again to start what cannot start, seconds after the deploy. */
  private static final List<Integer> ATTEMPTS = List.of(3, 21, 52, 95, 150, 215, 290, 370);

  /** How long traffic takes to move after a deploy began. */
  static final long MOVES_AFTER = 25 * SECOND;

  private final Cloud cloud;

  Operations(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Has run since long before; the platform announces it anew within the first minutes. */
  void runs(Workload workload, double announcedAt) {
    Revision revision = workload.first();
    for (int i = 0; i < workload.instances(); i++) {
      cloud.launch(revision, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    cloud.configure(workload, new Configuration(revision.generation(), revision, revision));
    cloud.route(workload, cloud.start, List.of(new Share(revision, 100)));
    long at = cloud.minute(announcedAt);
    announce(at, at - 26 * 60 * MINUTE, workload, revision, true, "");
  }

  /** A deploy that becomes ready. Returns the moment its traffic begins. */
  long deploy(double minute, Workload workload, Revision next, int percent) {
    long at = cloud.minute(minute);
    Configuration before = cloud.configuration(workload);
    replace(at, workload, before, "gcloud.run.deploy", TO_LATEST, cloud.platform.deployer());
    Configuration now = new Configuration(before.generation() + 1, next, next);
    cloud.configure(workload, now);
    for (int i = 0; i < workload.instances(); i++) {
      start(at + (4 + 3L * i) * SECOND, workload, next, ROLLOUT, Long.MAX_VALUE);
    }
    announce(at + 15 * SECOND, at, workload, next, true, "");
    announce(at + 23 * SECOND, at, workload, next, true, "Deploying revision succeeded in 22.87s.");
    long moved = at + MOVES_AFTER;
    List<Share> shares =
        percent == 100
            ? List.of(new Share(next, 100))
            : List.of(new Share(before.latestReady(), 100 - percent), new Share(next, percent));
    announceService(moved, workload, now, true, "", percent == 100 ? TO_LATEST : targets(shares));
    cloud.route(workload, moved, shares);
    return moved;
  }

  /** A deploy that never becomes ready: the platform tries for minutes, traffic stays. */
  void failingDeploy(double minute, Workload workload, Revision next, Breakdown breakdown) {
    long at = cloud.minute(minute);
    Configuration before = cloud.configuration(workload);
    replace(at, workload, before, "gcloud.run.deploy", TO_LATEST, cloud.platform.deployer());
    Configuration now = new Configuration(before.generation() + 1, next, before.latestReady());
    cloud.configure(workload, now);
    for (int seconds : ATTEMPTS) {
      breakdown.attempt(at + seconds * SECOND, workload, next, ROLLOUT, cloud);
    }
    String message = NOT_STARTED_IN_TIME.formatted(next.port());
    announce(at + 27 * SECOND, at, workload, next, false, message);
    announce(at + 58 * SECOND, at, workload, next, false, message);
    announceService(
        at + 60 * SECOND,
        workload,
        now,
        false,
        "Revision '%s' is not ready and cannot serve traffic. %s".formatted(next.name(), message),
        targets(List.of(new Share(before.latestReady(), 100))));
  }

  /** Someone moves traffic by hand. Returns when it moved. */
  long traffic(double minute, Workload workload, Share... shares) {
    long at = cloud.minute(minute);
    Configuration before = cloud.configuration(workload);
    Configuration now =
        new Configuration(before.generation() + 1, before.latest(), before.latestReady());
    cloud.configure(workload, now);
    List<Map<String, Object>> targets = targets(List.of(shares));
    replace(
        at,
        workload,
        before,
        "gcloud.run.services.update-traffic",
        targets,
        cloud.platform.operator());
    long moved = at + 6 * SECOND;
    announceService(moved, workload, now, true, "", targets);
    cloud.route(workload, moved, List.of(shares));
    return moved;
  }

  /** More instances for a while. Returns their ids. */
  List<String> scaleOut(
      double minute, Workload workload, Revision revision, int count, double minutes) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long from = cloud.minute(minute) + (long) (cloud.random.nextDouble() * 20 * SECOND);
      ids.add(start(from, workload, revision, AUTOSCALING, from + (long) (minutes * MINUTE)).id());
    }
    return ids;
  }

  /** All instances are replaced by as many new ones of the same revision. */
  void recycle(double minute, Workload workload) {
    Revision revision = workload.first();
    cloud.retire(revision, cloud.minute(minute));
    for (int i = 0; i < workload.instances(); i++) {
      start(cloud.minute(minute) - 4 * SECOND, workload, revision, AUTOSCALING, Long.MAX_VALUE);
    }
  }

  Instance start(long at, Workload workload, Revision revision, String reason, long until) {
    long serves = at + 3 * SECOND;
    Instance instance = cloud.launch(revision, serves, until);
    starts(at, workload, revision, instance.id(), reason, cloud);
    cloud.system(
        serves,
        "INFO",
        workload,
        revision,
        instance.id(),
        "Default STARTUP TCP probe succeeded after 1 attempt for container \"%s-1\" on port %d."
            .formatted(workload.name(), revision.port()));
    return instance;
  }

  static void starts(
      long at, Workload workload, Revision revision, String id, String reason, Cloud cloud) {
    cloud.emit(
        at,
        0.2,
        cloud.entries.system(
            at,
            "INFO",
            workload.service(),
            revision,
            object("instanceId", id, "scaling_reason", reason.substring(0, reason.indexOf(' '))),
            "Starting new instance. Reason: " + reason));
  }

  void audit(double minute, String service, String method, String resource) {
    long at = cloud.minute(minute);
    cloud.emit(
        at,
        0.7,
        cloud.entries.auditOf(
            at, "activity", service, method, resource, cloud.platform.operator()));
  }

  void secretVersion(double minute, String secret, int version) {
    audit(
        minute,
        "secretmanager.googleapis.com",
        "google.cloud.secretmanager.v1.SecretManagerService.AddSecretVersion",
        "projects/%s/secrets/%s/versions/%d".formatted(cloud.platform.number(), secret, version));
  }

  void deleteConnector(double minute, String connector) {
    audit(
        minute,
        "vpcaccess.googleapis.com",
        "google.cloud.vpcaccess.v1.VpcAccessService.DeleteConnector",
        "projects/%s/locations/%s/connectors/%s"
            .formatted(cloud.platform.project(), cloud.platform.region(), connector));
  }

  void sqlOperation(double minute, Database database, String method) {
    long at = cloud.minute(minute);
    cloud.emit(
        at,
        0.7,
        cloud.entries.sqlOperation(at, database.name(), method, cloud.platform.operator()));
  }

  private void announce(
      long at, long createdAt, Workload workload, Revision revision, boolean ready, String text) {
    cloud.emit(
        at,
        0.5,
        cloud.entries.revisionAnnounced(
            at, createdAt, workload.service(), revision, Ids.uuid(cloud.random), ready, text));
  }

  private void announceService(
      long at,
      Workload workload,
      Configuration now,
      boolean ready,
      String message,
      List<Map<String, Object>> targets) {
    cloud.emit(
        at,
        0.5,
        cloud.entries.serviceAnnounced(at, workload.service(), now, ready, message, targets));
  }

  private void replace(
      long at,
      Workload workload,
      Configuration before,
      String command,
      List<Map<String, Object>> targets,
      String actor) {
    cloud.emit(
        at,
        0.6,
        cloud.entries.replaceService(
            at,
            workload.service(),
            before,
            "us-docker.pkg.dev/acme/" + workload.name() + ":latest",
            actor,
            command,
            targets));
  }

  private static List<Map<String, Object>> targets(List<Share> shares) {
    return shares.stream()
        .map(s -> object("revisionName", s.revision().name(), "percent", s.percent()))
        .toList();
  }
}
