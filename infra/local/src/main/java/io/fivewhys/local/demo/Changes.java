// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.demo.World.SECOND;

import io.fivewhys.local.demo.World.Instance;
import io.fivewhys.local.demo.World.Share;
import java.util.List;
import java.util.Map;

/** What people and the platform do to services. */
final class Changes {

  static final String ROLLOUT =
      "DEPLOYMENT_ROLLOUT - Instance started due to traffic shifting between revisions due to deployment, traffic split adjustment, or deployment health check.";
  static final String AUTOSCALING =
      "AUTOSCALING - Instance started due to configured scaling factors (e.g. CPU utilization, request throughput, etc.) or no existing capacity for current traffic.";

  private static final List<Map<String, Object>> TO_LATEST =
      List.of(object("latestRevision", true, "percent", 100));

  /** When the platform tries again to start what cannot start, seconds after the deploy. */
  private static final List<Integer> ATTEMPTS = List.of(3, 21, 52, 95, 150, 215, 290, 370);

  private Changes() {}

  /** Has run since long before the recording. */
  static Happening runs(Service service, Revision revision) {
    return (at, world, random) -> {
      for (int i = 0; i < service.instances(); i++) {
        world.launch(revision, Long.MIN_VALUE, Long.MAX_VALUE);
      }
      world.configure(service, new Configuration(revision.generation(), revision, revision));
      world.route(service, at, List.of(new Share(revision, 100)));
    };
  }

  /** The platform announces anew a revision that it made a day ago, with its whole spec. */
  static Happening announced(Service service, Revision revision) {
    return (at, world, random) ->
        world.emit(
            at + 600_000_000,
            world.entries.revisionAnnounced(
                at, at - 86_400 * SECOND, service, revision, Ids.uuid(random), true, ""));
  }

  /** A deploy that works: instances start, the revision is announced twice, traffic moves. */
  static Happening deploy(Service service, Revision next) {
    return (at, world, random) -> {
      Configuration now = deployed(at, service, next, next, world);
      for (int i = 0; i < service.instances(); i++) {
        start(at + (4 + 3L * i) * SECOND, service, next, ROLLOUT, Long.MAX_VALUE, world);
      }
      String uid = Ids.uuid(random);
      long ready = at + 15 * SECOND;
      world.emit(
          ready + 600_000_000,
          world.entries.revisionAnnounced(ready, at, service, next, uid, true, ""));
      long again = at + 23 * SECOND;
      String message = "Deploying revision succeeded in 22.87s.";
      world.emit(
          again + 600_000_000,
          world.entries.revisionAnnounced(again, at, service, next, uid, true, message));
      long moved = at + 25 * SECOND;
      world.emit(
          moved + 600_000_000,
          world.entries.serviceAnnounced(moved, service, now, true, "", TO_LATEST));
      world.route(service, moved, List.of(new Share(next, 100)));
    };
  }

  /**
   * A deploy whose container cannot start: the platform tries for minutes and announces the failure
   * three times; traffic stays where it was.
   */
  static Happening failingDeploy(Service service, Revision next, StartupFailure failure) {
    return (at, world, random) -> {
      Revision before = world.configuration(service).latestReady();
      world.breaks(next, failure);
      Configuration now = deployed(at, service, next, before, world);
      for (int seconds : ATTEMPTS) {
        failure.attempt(at + seconds * SECOND, service, next, ROLLOUT, world);
      }
      String uid = Ids.uuid(random);
      String message =
          "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable within the allocated timeout.";
      for (int seconds : List.of(27, 58)) {
        long failed = at + seconds * SECOND;
        world.emit(
            failed + 600_000_000,
            world.entries.revisionAnnounced(failed, at, service, next, uid, false, message));
      }
      long told = at + 60 * SECOND;
      world.emit(
          told + 600_000_000,
          world.entries.serviceAnnounced(
              told,
              service,
              now,
              false,
              "Revision '%s' is not ready and cannot serve traffic. %s"
                  .formatted(next.name(), message),
              List.of(object("revisionName", before.name(), "percent", 100))));
    };
  }

  /** Someone moves traffic by hand. */
  static Happening traffic(Service service, Share... shares) {
    return (at, world, random) -> {
      List<Map<String, Object>> targets =
          List.of(shares).stream()
              .map(s -> object("revisionName", s.revision().name(), "percent", s.percent()))
              .toList();
      Configuration before = world.configuration(service);
      Configuration now =
          new Configuration(before.generation() + 1, before.latest(), before.latestReady());
      world.configure(service, now);
      world.emit(
          at + 700_000_000,
          world.entries.replaceService(
              at,
              service,
              before,
              image(service),
              world.platform.operator(),
              "gcloud.run.services.update-traffic",
              targets));
      long moved = at + 6 * SECOND;
      world.emit(
          moved + 600_000_000,
          world.entries.serviceAnnounced(moved, service, now, true, "", targets));
      world.route(service, moved, List.of(shares));
    };
  }

  /** More instances for a while, as traffic asks for them. */
  static Happening scaleOut(Service service, Revision revision, int instances, int minutes) {
    return (at, world, random) -> {
      for (int i = 0; i < instances; i++) {
        long from = at + (long) (random.nextDouble() * 20 * SECOND);
        start(from, service, revision, AUTOSCALING, from + minutes * 60 * SECOND, world);
      }
    };
  }

  /** A new version of a secret. */
  static Happening secretVersion(String secret) {
    return (at, world, random) ->
        world.emit(
            at + 700_000_000,
            world.entries.auditOf(
                at,
                "activity",
                "secretmanager.googleapis.com",
                "google.cloud.secretmanager.v1.SecretManagerService.AddSecretVersion",
                "projects/" + world.platform.number() + "/secrets/" + secret,
                world.platform.operator()));
  }

  static Share share(Revision revision, int percent) {
    return new Share(revision, percent);
  }

  private static void start(
      long at, Service service, Revision revision, String reason, long until, World world) {
    long serves = at + 3 * SECOND;
    Instance instance = world.launch(revision, serves, until);
    world.starts(at, service, revision, instance.id(), reason);
    world.line(
        serves,
        service,
        revision,
        instance.id(),
        world.entries.system(
            serves,
            "INFO",
            service,
            revision,
            Map.of("instanceId", instance.id()),
            "Default STARTUP TCP probe succeeded after 1 attempt for container \"%s-1\" on port 8080."
                .formatted(service.name())));
  }

  private static Configuration deployed(
      long at, Service service, Revision next, Revision ready, World world) {
    Configuration before = world.configuration(service);
    world.emit(
        at + 700_000_000,
        world.entries.replaceService(
            at,
            service,
            before,
            image(service),
            world.platform.deployer(),
            "gcloud.run.deploy",
            TO_LATEST));
    Configuration now = new Configuration(before.generation() + 1, next, ready);
    world.configure(service, now);
    return now;
  }

  private static String image(Service service) {
    return "us-docker.pkg.dev/acme/" + service.name() + ":latest";
  }
}
