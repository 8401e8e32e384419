// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.incidents.Cloud.MILLI;
import static io.fivewhys.local.incidents.Cloud.SECOND;

import io.fivewhys.local.demo.Entries.Http;
import io.fivewhys.local.demo.Ids;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Database;
import java.util.List;
import java.util.random.RandomGenerator;

/** What every project's logs are full of, and no incident is made of. */
final class Background {

  private static final List<String> PROBED =
      List.of("/wp-login.php", "/.env", "/.git/config", "/phpmyadmin/index.php", "/admin/setup");

  private final Town town;
  private final Cloud cloud;
  private final RandomGenerator random;

  private Background(Town town) {
    this.town = town;
    this.cloud = town.cloud;
    this.random = cloud.random.split();
  }

  static void of(Town town) {
    Background background = new Background(town);
    background.sessions(town.main);
    background.sessions(town.users);
    background.scanners();
    background.indiscretions();
    background.refreshes();
    background.reads();
  }

  private void sessions(Database database) {
    int process = 30_000;
    for (long now = cloud.start + 3 * SECOND; now < cloud.end; now += pause(20)) {
      process++;
      cloud.database(
          now,
          database,
          "INFO",
          process,
          "LOG:  connection received: host=%s port=%d"
              .formatted(
                  random.nextInt(3) > 0 ? "127.0.0.1" : "10.8.0.5", 40_000 + process % 9_000));
      if (process % 15 == 0) {
        cloud.database(now + 5 * SECOND, database, "INFO", 27, "LOG:  checkpoint starting: time");
      }
    }
  }

  private void scanners() {
    for (long now = cloud.start + SECOND; now < cloud.end; now += pause(town.scannerPause)) {
      probe(now);
    }
  }

  /** A stranger tries a door that is not there. */
  void probe(long moment) {
    long at = moment / 1_000 * 1_000;
    Revision revision = cloud.revision(town.web, at, random);
    Http http =
        new Http(
            "GET",
            town.web.service().url() + PROBED.get(random.nextInt(PROBED.size())),
            404,
            (2 + random.nextInt(5)) * MILLI,
            "python-requests/2.32",
            "198.51.100." + random.nextInt(1, 250),
            "HTTP/1.1");
    cloud.emit(
        at,
        0.2,
        cloud.entries.request(
            at,
            town.web.service(),
            revision,
            cloud.instance(revision, at, random).id(),
            Ids.hex(32, random),
            http,
            null));
  }

  /** Lines that hold what must never leave the ingest. */
  private void indiscretions() {
    for (long now = cloud.start + 200 * SECOND; now < cloud.end; now += pause(500)) {
      Revision revision = cloud.revision(town.media, now, random);
      cloud.emit(
          now,
          0.15,
          cloud.entries.plainLine(
              now,
              "stdout",
              town.media.service(),
              revision,
              cloud.instance(revision, now, random).id(),
              "sent with Authorization: Bearer " + Town.PLANTED_SECRETS.get(2)));
    }
  }

  /** Connection libraries that refresh in the background and complain of it. */
  private void refreshes() {
    for (long now = cloud.start + 400 * SECOND; now < cloud.end; now += pause(town.refreshPause)) {
      Revision revision = cloud.revision(town.agent, now, random);
      cloud.emit(
          now,
          0.15,
          cloud.entries.plainLine(
              now,
              "stderr",
              town.agent.service(),
              revision,
              cloud.instance(revision, now, random).id(),
              "cloudsqlconn: [%s] Connection info refresh operation failed, err = context deadline exceeded"
                  .formatted(town.main.connectionName())));
    }
  }

  private void reads() {
    for (long now = cloud.start + 30 * SECOND; now < cloud.end; now += pause(60)) {
      cloud.emit(
          now,
          0.7,
          cloud.entries.auditOf(
              now,
              "data_access",
              "secretmanager.googleapis.com",
              "google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion",
              "projects/%s/secrets/jwt-secret/versions/latest".formatted(cloud.platform.number()),
              cloud.platform.number() + "-compute@developer.gserviceaccount.com"));
      cloud.emit(
          now + 7 * SECOND,
          0.3,
          cloud.entries.foreign(
              now + 7 * SECOND,
              "stdout",
              "k8s_container",
              object("cluster_name", "batch", "namespace_name", "jobs"),
              "run " + random.nextInt(1_000) + " done"));
    }
  }

  private long pause(double seconds) {
    return (long) ((0.5 + random.nextDouble()) * seconds * SECOND) / 1_000 * 1_000;
  }
}
