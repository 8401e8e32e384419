// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.demo.Service;
import java.util.List;

/**
 * A service with what runs in it.
 *
 * @param first the revision that serves when the recording begins
 * @param instances that serve it in quiet times
 * @param callTimeoutSeconds after which it gives up on a service it called
 */
record Workload(
    Service service,
    Dialect dialect,
    Revision first,
    int instances,
    int callTimeoutSeconds,
    List<Route> routes) {

  String name() {
    return service.name();
  }

  /**
   * One kind of request.
   *
   * @param path with * where a number stands
   * @param weight share among the routes of its service; 0 for those only other services call
   * @param medianMillis of its own work; the distribution is log-normal
   */
  record Route(
      String method,
      String path,
      double weight,
      double medianMillis,
      boolean webSocket,
      List<Step> steps) {}

  /** Where a request can be in trouble. */
  sealed interface Step {
    /** At the platform's door, before an instance has it. */
    record Entrance() implements Step {}

    /** In the service's own code. */
    record Handling() implements Step {}

    record Sql(Database database) implements Step {}

    record Redis(String address) implements Step {}

    record Call(Workload callee, int route) implements Step {}

    /** An API of someone else. */
    record External(String host) implements Step {}
  }

  /** A Cloud SQL instance, by its short name, its connection name and its private address. */
  record Database(String name, String connectionName, String address) {}

  static Route route(
      String method, String path, double weight, double medianMillis, Step... steps) {
    return new Route(method, path, weight, medianMillis, false, List.of(steps));
  }

  static Route webSocket(String path, double weight, double medianMillis) {
    return new Route("GET", path, weight, medianMillis, true, List.of());
  }
}
