// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static io.fivewhys.local.demo.World.SECOND;

import io.fivewhys.local.demo.World.Instance;
import java.util.Map;

/**
 * A container that exits before it listens.
 *
 * @param stackTrace its last words on stderr
 */
record StartupFailure(String stackTrace, int exitCode) {

  static StartupFailure missingModule(String module) {
    return new StartupFailure(
        """
        Traceback (most recent call last):
          File "/app/serve.py", line 9, in <module>
            from app.api import application
          File "/app/app/api.py", line 14, in <module>
            from %1$s import discounts
        ModuleNotFoundError: No module named '%1$s'\
        """
            .formatted(module),
        3);
  }

  /** One attempt of the platform to start an instance, from its begin to the failed probe. */
  void attempt(long at, Service service, Revision revision, String reason, World world) {
    Instance instance = world.launch(revision, at, at);
    String id = instance.id();
    Entries entries = world.entries;
    world.starts(at, service, revision, id, reason);
    long says = at + 2 * SECOND + SECOND / 7;
    world.line(
        says, service, revision, id, entries.stackTrace(says, service, revision, id, stackTrace));
    long ends = says + SECOND / 5;
    world.line(
        ends,
        service,
        revision,
        id,
        entries.plainLine(
            ends,
            "stderr",
            service,
            revision,
            id,
            "[ERROR] worker 1 left before it served, exit code " + exitCode));
    world.exits(ends + SECOND / 10, service, revision, id, exitCode);
    long probed = ends + SECOND / 4;
    world.line(
        probed,
        service,
        revision,
        id,
        entries.system(
            probed,
            "ERROR",
            service,
            revision,
            Map.of("instanceId", id),
            "Default STARTUP TCP probe failed 1 time consecutively for container \"%s-1\" on port 8080. The instance was not started. Connection failed with status CANCELLED."
                .formatted(service.name())));
  }
}
