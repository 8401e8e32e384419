// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.demo.World.SECOND;

import io.fivewhys.local.demo.Entries.Http;
import io.fivewhys.local.demo.Service.Call;
import io.fivewhys.local.demo.Service.Route;
import io.fivewhys.local.demo.World.Instance;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * People who use a service, and those who try its doors. Each request runs through the services it
 * needs, and every service logs its part of it; one trace joins the parts.
 */
final class Users implements Happening {

  private static final long MILLISECOND = 1_000_000;
  private static final double COLD_MEDIAN_MILLIS = 1_900;
  private static final long COLD_FOR = 4 * SECOND;
  private static final double WAVE_PERIOD = 40.0 * 60 * SECOND;
  private static final long LONGEST_CONNECTION = 3_300 * SECOND;

  private static final List<String> BROWSERS =
      List.of(
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
          "acme-app/4.12 (Android 16)");
  private static final List<String> PROBED =
      List.of("/wp-login.php", "/.env", "/.git/config", "/phpmyadmin/index.php", "/admin/setup");

  private final Service entrance;
  private final double perSecond;
  private final double probesPerSecond;

  Users(Service entrance, double perSecond, double probesPerSecond) {
    this.entrance = entrance;
    this.perSecond = perSecond;
    this.probesPerSecond = probesPerSecond;
  }

  private record Outcome(int status, long nanos) {}

  @Override
  public void happen(long at, World world, RandomGenerator random) {
    for (long now = at + pause(perSecond, random);
        now < world.end;
        now += pause(perSecond * wave(now - at), random)) {
      String browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
      serve(now, entrance, drawn(random), Ids.hex(32, random), browser, world, random);
    }
    for (long now = at + pause(probesPerSecond, random);
        now < world.end;
        now += pause(probesPerSecond, random)) {
      probe(now, world, random);
    }
  }

  private Outcome serve(
      long sent,
      Service service,
      Route route,
      String trace,
      String userAgent,
      World world,
      RandomGenerator random) {
    long at = inMicros(sent);
    Revision revision = world.revision(service, at, random);
    StartupFailure failure = world.failure(revision);
    String url = service.url() + route.path().replace("*", "" + random.nextInt(10_000));
    if (failure != null) {
      return refuse(at, service, revision, failure, route, url, trace, userAgent, world, random);
    }
    Instance instance = world.instance(revision, at, random);
    long own = millis(route.medianMillis(), route.sigma(), random);
    if (instance.from() > at - COLD_FOR) {
      own += millis(COLD_MEDIAN_MILLIS, 0.3, random);
    }
    int status = status(route, random);
    long elapsed = own * 3 / 5;
    for (Call call : status == 200 ? route.calls() : List.<Call>of()) {
      Route called = call.service().routes().get(call.route());
      Outcome outcome =
          serve(at + elapsed, call.service(), called, trace, "python-httpx/0.28.1", world, random);
      elapsed += outcome.nanos() + MILLISECOND;
      if (outcome.status() >= 500) {
        status = 502;
        lament(at + elapsed, service, revision, instance, call.service(), outcome, trace, world);
        break;
      }
    }
    elapsed = route.webSocket() ? Math.min(own, LONGEST_CONNECTION) : elapsed + own * 2 / 5;
    chat(at + elapsed, service, revision, instance, route, trace, elapsed, world, random);
    Http http =
        new Http(
            route.method(),
            url,
            status,
            elapsed,
            userAgent,
            "203.0.113." + (1 + random.nextInt(250)),
            route.webSocket() ? "websocket" : "HTTP/1.1");
    world.request(at, service, revision, instance.id(), trace, http, null);
    return new Outcome(status, elapsed);
  }

  /** The revision has no instance that could answer; the request waits for one in vain. */
  private Outcome refuse(
      long at,
      Service service,
      Revision revision,
      StartupFailure failure,
      Route route,
      String url,
      String trace,
      String userAgent,
      World world,
      RandomGenerator random) {
    if (world.mayTryToStart(revision, at)) {
      failure.attempt(at, service, revision, Changes.AUTOSCALING, world);
    }
    long waited = millis(2_600, 0.4, random);
    Http http = new Http(route.method(), url, 503, waited, userAgent, "203.0.113.7", "HTTP/1.1");
    world.request(at, service, revision, null, trace, http, Entries.NOT_STARTED);
    return new Outcome(503, waited);
  }

  /** What the caller writes when the callee failed. */
  private static void lament(
      long at,
      Service service,
      Revision revision,
      Instance instance,
      Service callee,
      Outcome outcome,
      String trace,
      World world) {
    Map<String, Object> payload =
        object(
            "message",
            "%s answered %d after %d ms"
                .formatted(callee.name(), outcome.status(), outcome.nanos() / MILLISECOND),
            "logger",
            "gateway.upstream");
    world.line(
        at,
        service,
        revision,
        instance.id(),
        world.entries.jsonLine(
            at, "stderr", "ERROR", service, revision, instance.id(), trace, payload));
  }

  /** What applications write when nothing is wrong, some of which looks as if something were. */
  private static void chat(
      long at,
      Service service,
      Revision revision,
      Instance instance,
      Route route,
      String trace,
      long elapsed,
      World world,
      RandomGenerator random) {
    int drawn = random.nextInt(1_000);
    String id = instance.id();
    if (drawn < 80) {
      Map<String, Object> payload =
          object("message", route.path() + " done", "elapsed_ms", elapsed / MILLISECOND);
      if (drawn < 10) {
        payload.put("message", "form was sent back to the customer");
        payload.put("error", object("message", "Missing field", "severity", "ERROR"));
      }
      world.line(
          at,
          service,
          revision,
          id,
          world.entries.jsonLine(at, "stdout", "INFO", service, revision, id, trace, payload));
    } else if (drawn < 95) {
      String text = "INFO:     pool of %d connections, %d idle".formatted(20, random.nextInt(20));
      world.line(
          at,
          service,
          revision,
          id,
          world.entries.plainLine(at, "stderr", service, revision, id, text));
    }
  }

  private void probe(long sent, World world, RandomGenerator random) {
    long at = inMicros(sent);
    Revision revision = world.revision(entrance, at, random);
    Http http =
        new Http(
            "GET",
            entrance.url() + PROBED.get(random.nextInt(PROBED.size())),
            404,
            millis(3, 0.4, random),
            "python-requests/2.32",
            "198.51.100." + random.nextInt(1, 250),
            "HTTP/1.1");
    world.request(
        at,
        entrance,
        revision,
        world.instance(revision, at, random).id(),
        Ids.hex(32, random),
        http,
        null);
  }

  private Route drawn(RandomGenerator random) {
    double rest = random.nextDouble() * entrance.routes().stream().mapToDouble(Route::weight).sum();
    for (Route route : entrance.routes()) {
      rest -= route.weight();
      if (rest < 0) {
        return route;
      }
    }
    return entrance.routes().getLast();
  }

  private static int status(Route route, RandomGenerator random) {
    if (route.webSocket()) {
      return 101;
    }
    double drawn = random.nextDouble();
    if (drawn < route.refused()) {
      return 401;
    }
    return drawn > 0.9997 ? 500 : 200;
  }

  /** A request's start is logged in microseconds, its latency in nanoseconds. */
  private static long inMicros(long nanos) {
    return nanos / 1_000 * 1_000;
  }

  private static double wave(long sinceStart) {
    return 1 + 0.15 * StrictMath.sin(2 * Math.PI * sinceStart / WAVE_PERIOD);
  }

  private static long pause(double perSecond, RandomGenerator random) {
    return 1 + (long) (-StrictMath.log(1 - random.nextDouble()) / perSecond * SECOND);
  }

  private static long millis(double median, double sigma, RandomGenerator random) {
    return (long) (median * StrictMath.exp(sigma * random.nextGaussian()) * MILLISECOND);
  }
}
