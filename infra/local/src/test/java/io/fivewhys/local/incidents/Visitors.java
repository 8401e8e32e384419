// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.demo.Json.object;
import static io.fivewhys.local.incidents.Cloud.MILLI;
import static io.fivewhys.local.incidents.Cloud.MINUTE;
import static io.fivewhys.local.incidents.Cloud.SECOND;

import io.fivewhys.local.demo.Entries.Http;
import io.fivewhys.local.demo.Ids;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Cloud.Instance;
import io.fivewhys.local.incidents.Fault.Place;
import io.fivewhys.local.incidents.Workload.Database;
import io.fivewhys.local.incidents.Workload.Route;
import io.fivewhys.local.incidents.Workload.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * People who use a service. Each request runs through what it needs, step by step, every service
 * logs its part of it, and one trace joins the parts.
 */
final class Visitors {

  private static final double COLD_MEDIAN_MILLIS = 1_500;
  private static final long COLD_FOR = 4 * SECOND;
  private static final String TIMED_OUT =
      "The request has been terminated because it has reached the maximum request timeout. To change this limit, see https://cloud.google.com/run/docs/configuring/request-timeout";
  private static final List<String> BROWSERS =
      List.of(
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
          "acme-app/4.12 (Android 16)");

  private final Cloud cloud;
  private final double noise;
  private final double nested;
  private final RandomGenerator random;

  /**
   * @param noise share of requests that fail for no reason anyone will ever know
   * @param nested share whose lines hold an error that is none
   */
  Visitors(Cloud cloud, double noise, double nested) {
    this.cloud = cloud;
    this.noise = noise;
    this.nested = nested;
    this.random = cloud.random.split();
  }

  private record Outcome(int status, long nanos) {}

  /**
   * @param factor of the rate at a moment
   */
  void come(Workload entrance, double perMinute, LongToDoubleFunction factor) {
    long now = cloud.start;
    while (true) {
      double rate = Math.max(0.01, perMinute * factor.applyAsDouble(now));
      now += 1 + (long) (-StrictMath.log(1 - random.nextDouble()) / rate * MINUTE);
      if (now >= cloud.end) {
        return;
      }
      String browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
      serve(now, entrance, drawn(entrance), Ids.hex(32, random), browser);
    }
  }

  private Outcome serve(long sent, Workload workload, Route route, String trace, String agent) {
    long at = sent / 1_000 * 1_000;
    Revision revision = cloud.revision(workload, at, random);
    Instance instance = cloud.instance(revision, at, random);
    Trouble door = met(at, workload, revision, instance, route, new Step.Entrance());
    Journey journey = new Journey(at, workload, revision, instance, route, trace, agent);
    if (door != null) {
      journey.meet(door, new Step.Entrance());
      if (door.status() != 0) {
        return journey.end(door.served(), door.platformText());
      }
    }
    long own = millis(route.medianMillis(), route.webSocket() ? 1.0 : 0.45);
    if (instance.from() > at - COLD_FOR) {
      own += millis(COLD_MEDIAN_MILLIS, 0.3);
    }
    journey.elapsed += own * 3 / 5;
    for (Step step : route.steps()) {
      journey.take(step);
      if (journey.status >= 400) {
        break;
      }
    }
    journey.take(new Step.Handling());
    journey.elapsed += own * 2 / 5;
    return journey.end(true, journey.platformText);
  }

  private @Nullable Trouble met(
      long at, Workload workload, Revision revision, Instance instance, Route route, Step step) {
    return cloud.trouble(new Place(at, workload, revision, instance.id(), route, step), random);
  }

  /** One request on its way through one service. */
  private final class Journey {
    private final long at;
    private final Workload workload;
    private final Revision revision;
    private final Instance instance;
    private final Route route;
    private final String trace;
    private final String agent;
    private long elapsed;
    private int status = 200;
    private @Nullable String platformText;

    Journey(
        long at,
        Workload workload,
        Revision revision,
        Instance instance,
        Route route,
        String trace,
        String agent) {
      this.at = at;
      this.workload = workload;
      this.revision = revision;
      this.instance = instance;
      this.route = route;
      this.trace = trace;
      this.agent = agent;
      this.status = route.webSocket() ? 101 : 200;
    }

    void take(Step step) {
      if (status >= 400) {
        return;
      }
      elapsed += usual(step);
      Trouble trouble = met(at + elapsed, workload, revision, instance, route, step);
      if (trouble != null) {
        meet(trouble, step);
      } else if (step instanceof Step.Call call) {
        call(call);
      }
    }

    private long usual(Step step) {
      return switch (step) {
        case Step.Sql sql -> millis(6, 0.5);
        case Step.Redis redis -> millis(1.2, 0.4);
        case Step.External external -> millis(130, 0.4);
        case Step.Call call -> MILLI;
        case Step.Entrance entrance -> 0;
        case Step.Handling handling -> 0;
      };
    }

    private void meet(Trouble trouble, Step step) {
      long delay =
          trouble.delayMillis() > 0
              ? millis(trouble.delayMillis(), 0.12)
              : trouble.served() ? 0 : 1;
      elapsed += delay;
      if (trouble.server() != null && step instanceof Step.Sql sql) {
        cloud.database(
            at + elapsed,
            sql.database(),
            trouble.server().severity(),
            20_000 + random.nextInt(9_000),
            trouble.server().text().replace("#", "%.3f".formatted(delay / (double) MILLI)));
      }
      if (trouble.status() != 0) {
        status = trouble.status();
        platformText = trouble.platformText();
      }
      if (trouble.problem() != null) {
        say(trouble.problem(), step, trouble.about(), delay, trouble.status());
      }
    }

    private void call(Step.Call call) {
      Route called = call.callee().routes().get(call.route());
      Outcome outcome =
          serve(at + elapsed, call.callee(), called, trace, workload.dialect().userAgent);
      long patience = workload.callTimeoutSeconds() * SECOND;
      if (outcome.nanos() > patience) {
        elapsed += patience;
        status = 504;
        say(Problem.CALL_TIMEOUT, call, "", patience, 504);
        return;
      }
      elapsed += outcome.nanos();
      if (outcome.status() >= 500 || outcome.status() == 429) {
        status = 502;
        say(Problem.CALL_FAILED, call, "", outcome.nanos(), outcome.status());
      } else if (outcome.status() == 403) {
        status = 502;
        say(Problem.CALL_REJECTED, call, "", outcome.nanos(), 403);
      } else if (outcome.status() == 401) {
        status = 401;
      }
    }

    private void say(Problem problem, Step step, String about, long took, int failed) {
      Map<String, String> blanks = new LinkedHashMap<>();
      blanks.put("about", about);
      blanks.put("ms", Long.toString(took / MILLI));
      blanks.put("n", Integer.toString(20 + random.nextInt(60)));
      blanks.put("status", Integer.toString(failed));
      switch (step) {
        case Step.Sql sql -> {
          Database database = sql.database();
          blanks.put("socket", "/cloudsql/" + database.connectionName() + "/.s.PGSQL.5432");
          blanks.put("connection", database.connectionName());
          blanks.put("ip", database.address());
        }
        case Step.Redis redis -> blanks.put("redis", redis.address());
        case Step.Call call ->
            blanks.put("host", call.callee().service().url().replace("https://", ""));
        case Step.External external -> blanks.put("host", external.host());
        case Step.Entrance entrance -> {}
        case Step.Handling handling -> {}
      }
      cloud.says(
          (at + elapsed) / 1_000 * 1_000,
          workload,
          revision,
          instance.id(),
          trace,
          workload.dialect().words(problem, random),
          blanks);
    }

    Outcome end(boolean served, @Nullable String text) {
      if (status == 200 && !route.webSocket() && random.nextDouble() < noise) {
        status = 500;
        say(Problem.NOISE, new Step.Handling(), "", elapsed, 500);
      }
      long limit = revision.timeoutSeconds() * SECOND;
      String said = text;
      if (elapsed > limit) {
        elapsed = limit + random.nextInt(4) * MILLI;
        status = route.webSocket() ? 101 : 504;
        said = route.webSocket() || random.nextInt(8) == 0 ? null : TIMED_OUT;
      }
      Http http =
          new Http(
              route.method(),
              workload.service().url() + route.path().replace("*", "" + random.nextInt(10_000)),
              status,
              elapsed,
              agent,
              "203.0.113." + (1 + random.nextInt(250)),
              route.webSocket() ? "websocket" : "HTTP/1.1");
      cloud.emit(
          at + elapsed,
          0.2,
          cloud.entries.request(
              at, workload.service(), revision, served ? instance.id() : null, trace, http, said));
      if (served) {
        chat();
      }
      return new Outcome(status, elapsed);
    }

    /** What applications write when nothing is wrong, some of which looks as if something were. */
    private void chat() {
      double drawn = random.nextDouble();
      if (drawn >= nested + 0.034) {
        return;
      }
      Map<String, Object> payload =
          object("message", route.path() + " done", "elapsed_ms", elapsed / MILLI);
      if (drawn < nested) {
        payload.put("message", "form was sent back to the customer");
        payload.put("error", object("message", "Missing field", "severity", "ERROR"));
      }
      long now = (at + elapsed) / 1_000 * 1_000;
      cloud.emit(
          now,
          0.15,
          drawn < nested + 0.024
              ? cloud.entries.jsonLine(
                  now,
                  "stdout",
                  "INFO",
                  workload.service(),
                  revision,
                  instance.id(),
                  trace,
                  payload)
              : cloud.entries.plainLine(
                  now,
                  "stdout",
                  workload.service(),
                  revision,
                  instance.id(),
                  "pool: %d of 20 idle, 0 errors".formatted(random.nextInt(20))));
    }
  }

  /** A program of someone else that asks again and again for what it is not given. */
  void storm(
      Workload workload,
      int route,
      int status,
      Problem problem,
      long from,
      long until,
      double rate) {
    Route asked = workload.routes().get(route);
    long now = from;
    while (now < until) {
      long at = now / 1_000 * 1_000;
      Revision revision = cloud.revision(workload, at, random);
      Instance instance = cloud.instance(revision, at, random);
      Journey journey =
          new Journey(
              at, workload, revision, instance, asked, Ids.hex(32, random), "partner-sync/1.2");
      journey.meet(Trouble.fails(status, 3, problem), new Step.Handling());
      journey.end(true, null);
      now += 1 + (long) (-StrictMath.log(1 - random.nextDouble()) / rate * MINUTE);
    }
  }

  private Route drawn(Workload entrance) {
    double rest = random.nextDouble() * entrance.routes().stream().mapToDouble(Route::weight).sum();
    for (Route route : entrance.routes()) {
      rest -= route.weight();
      if (rest < 0) {
        return route;
      }
    }
    return entrance.routes().getLast();
  }

  private long millis(double median, double sigma) {
    return (long) (median * StrictMath.exp(sigma * random.nextGaussian()) * MILLI);
  }
}
