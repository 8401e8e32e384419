// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.util.List;

/**
 * A Cloud Run service as its callers meet it.
 *
 * @param url without a path
 * @param instances that serve it in quiet times
 */
public record Service(String name, String url, int instances, List<Route> routes) {

  /**
   * One kind of request.
   *
   * @param path with * where a number stands
   * @param weight share among the routes of its service; 0 for those only other services call
   * @param medianMillis of its own work; the distribution is log-normal
   * @param sigma of the logarithm: 0.3 is steady, 0.9 has a long tail
   * @param calls what it asks of other services, one after the other
   * @param refused share answered with 401
   * @param webSocket lasts as long as its connection
   */
  public record Route(
      String method,
      String path,
      double weight,
      double medianMillis,
      double sigma,
      List<Call> calls,
      double refused,
      boolean webSocket) {

    public Route refusing(double share) {
      return new Route(method, path, weight, medianMillis, sigma, calls, share, webSocket);
    }
  }

  /** A request to another service, by the position of the route there. */
  public record Call(Service service, int route) {}

  public static Route route(
      String method, String path, double weight, double medianMillis, double sigma, Call... calls) {
    return new Route(method, path, weight, medianMillis, sigma, List.of(calls), 0, false);
  }

  public static Route webSocket(String path, double weight, double medianMillis) {
    return new Route("GET", path, weight, medianMillis, 1.0, List.of(), 0, true);
  }

  public Call call(int route) {
    return new Call(this, route);
  }
}
