// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.incidents.Cloud.MILLI;
import static io.fivewhys.local.incidents.Cloud.SECOND;

import io.fivewhys.local.demo.Ids;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Database;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a container does not come up.
 *
 * @param lastWords that it writes before it ends; null where it never says anything
 * @param exitCode null where it keeps running and never listens
 * @param seconds from its start to its end, or to the failed probe
 * @param database that the last words are about
 */
record Breakdown(
    @Nullable Problem lastWords,
    String about,
    @Nullable Integer exitCode,
    double seconds,
    @Nullable Database database) {

  /** One attempt of the platform to start an instance, from its begin to the failed probe. */
  void attempt(long at, Workload workload, Revision revision, String reason, Cloud cloud) {
    String id = Ids.instance(cloud.random);
    Operations.starts(at, workload, revision, id, reason, cloud);
    long ends = at + (long) (seconds * SECOND) + cloud.random.nextInt(400) * MILLI;
    if (lastWords != null) {
      cloud.says(
          ends,
          workload,
          revision,
          id,
          Ids.hex(32, cloud.random),
          workload.dialect().words(lastWords, cloud.random),
          blanks());
    }
    if (exitCode != null) {
      long exits = ends + 150 * MILLI;
      cloud.emit(
          exits,
          0.2,
          cloud.entries.system(
              exits,
              "WARNING",
              workload.service(),
              revision,
              object("container_name", workload.name() + "-1", "instanceId", id),
              "Container called exit(%d).".formatted(exitCode)));
    }
    cloud.system(
        ends + 400 * MILLI,
        "ERROR",
        workload,
        revision,
        id,
        "Default STARTUP TCP probe failed 1 time consecutively for container \"%s-1\" on port %d. The instance was not started. Connection failed with status %s."
            .formatted(
                workload.name(),
                revision.port(),
                exitCode == null ? "DEADLINE_EXCEEDED" : "CANCELLED"));
  }

  private Map<String, String> blanks() {
    Map<String, String> blanks = new LinkedHashMap<>();
    blanks.put("about", about);
    blanks.put("n", "31");
    blanks.put("ms", Long.toString((long) (seconds * 1_000)));
    if (database != null) {
      blanks.put("socket", "/cloudsql/" + database.connectionName() + "/.s.PGSQL.5432");
      blanks.put("connection", database.connectionName());
      blanks.put("ip", database.address());
    }
    return blanks;
  }
}
