// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.demo.World.SECOND;

import java.util.random.RandomGenerator;

/** What every project's logs are full of, and no incident is made of. */
final class Noise {

  private static final long DATABASE_LAG = 1_400_000_000;

  private Noise() {}

  /** Health connections of the platform, an application's sessions, checkpoints. */
  static Happening database() {
    return (at, world, random) -> {
      int process = 30_000;
      for (long now = at + SECOND; now < world.end; now += 15 * SECOND) {
        long moment = now + random.nextInt(1_000_000) * 1_000L;
        session(moment, process++, "cloudsqladmin", "cloudsqladmin", "127.0.0.1", world);
        if (random.nextInt(3) == 0) {
          session(
              moment + 4 * SECOND,
              process++,
              "app",
              "app",
              "10.8.0." + random.nextInt(2, 9),
              world);
        }
      }
      for (long now = at + 100 * SECOND; now < world.end; now += 300 * SECOND) {
        checkpoint(now, random, world);
      }
    };
  }

  /** Audit entries of reads, and entries of products nobody watches here. */
  static Happening bystanders() {
    return (at, world, random) -> {
      for (long now = at + 5 * SECOND; now < world.end; now += 20 * SECOND) {
        long moment = now + (long) (random.nextDouble() * 10 * SECOND);
        world.emit(
            moment + SECOND,
            switch (random.nextInt(4)) {
              case 0 ->
                  world.entries.auditOf(
                      moment,
                      "data_access",
                      "secretmanager.googleapis.com",
                      "google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion",
                      "projects/" + world.platform.number() + "/secrets/db-pass/versions/latest",
                      world.platform.number() + "-compute@developer.gserviceaccount.com");
              case 1 ->
                  world.entries.auditOf(
                      moment,
                      "data_access",
                      "vpcaccess.googleapis.com",
                      "google.cloud.vpcaccess.v1.VpcAccessService.ListConnectors",
                      "projects/" + world.platform.project(),
                      world.platform.operator());
              case 2 ->
                  world.entries.foreign(
                      moment,
                      "stdout",
                      "k8s_container",
                      object("cluster_name", "batch", "namespace_name", "jobs"),
                      "run " + random.nextInt(1_000) + " done");
              default ->
                  world.entries.foreign(
                      moment,
                      "syslog",
                      "gce_instance",
                      object(
                          "instance_id", "7" + random.nextInt(1_000_000), "zone", "us-central1-a"),
                      "systemd[1]: Started daily clean-up.");
            });
      }
    };
  }

  /** Lines that hold what must never leave the ingest: a token, a key, an address. */
  static Happening indiscretions(Service service, Revision revision) {
    return (at, world, random) -> {
      for (long now = at + 90 * SECOND; now < world.end; now += 420 * SECOND) {
        String instance = world.instance(revision, now, random).id();
        for (String secret : DemoIncident.PLANTED_IN_LINES) {
          world.line(
              now,
              service,
              revision,
              instance,
              world.entries.plainLine(
                  now,
                  "stderr",
                  service,
                  revision,
                  instance,
                  "ERROR: could not send with " + secret));
        }
      }
    };
  }

  private static void session(
      long at, int process, String user, String database, String host, World world) {
    database(
        at,
        process,
        1,
        "[unknown]",
        "[unknown]",
        "LOG:  connection received: host=%s port=%d".formatted(host, 40_000 + process % 20_000),
        world);
    database(
        at + SECOND / 50,
        process,
        2,
        database,
        user,
        "LOG:  connection authorized: user=%s database=%s SSL enabled (protocol=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384, bits=256, compression=off)"
            .formatted(user, database),
        world);
    database(
        at + SECOND / 2,
        process,
        3,
        database,
        user,
        "LOG:  disconnection: session time: 0:00:00.480 user=%s database=%s host=%s port=%d"
            .formatted(user, database, host, 40_000 + process % 20_000),
        world);
  }

  private static void checkpoint(long at, RandomGenerator random, World world) {
    database(at, 27, 1, "", "", "LOG:  checkpoint starting: time", world);
    int buffers = 60 + random.nextInt(400);
    database(
        at + 12 * SECOND,
        27,
        2,
        "",
        "",
        "LOG:  checkpoint complete: wrote %d buffers (0.1%%); 0 WAL file(s) added, 0 removed, 1 recycled; write=11.707 s, sync=0.007 s, total=11.732 s"
            .formatted(buffers),
        world);
  }

  private static void database(
      long at, int process, int line, String database, String user, String text, World world) {
    world.emit(
        at + DATABASE_LAG, world.entries.postgres(at, "INFO", process, line, database, user, text));
  }
}
