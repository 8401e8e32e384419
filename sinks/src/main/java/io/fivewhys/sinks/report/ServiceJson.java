// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.ServiceTrend.Point;
import io.fivewhys.sinks.report.ServiceTrend.RevisionMark;
import io.fivewhys.sinks.report.ServiceTrend.RevisionTrend;
import io.fivewhys.sinks.report.ServiceTrend.Signature;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A service over time as the page's script reads it. A series is written column by column over its
 * slots, these as runs {@code [first, length, …]}; a column that is zero everywhere is left out.
 * Slot i begins at minute {@code i * step} of the epoch; other times are minutes of the epoch.
 */
final class ServiceJson {

  private ServiceJson() {}

  /** Within an object that may have more to say. */
  static void members(JsonText json, ServiceTrend service) {
    json.name("project").value(service.project());
    json.name("location").value(service.location());
    json.name("name").value(service.service());
    json.name("state").value(service.health().state().name().toLowerCase(Locale.ROOT));
    Point worst = service.health().worst();
    if (worst != null) {
      json.name("worst")
          .object(w -> {
            w.name("slot").value(worst.slot());
            w.name("errorRate").value(worst.stats().counts().errorRate());
          });
    }
    json.name("total");
    stats(json, service.total());
    json.name("series");
    series(json, service.points());
    json.name("revisions")
        .array(list ->
            service
                .revisions()
                .forEach(revision -> revision(list, revision, service.revisions().size() > 1)));
    json.name("marks").array(list -> service.marks().forEach(mark -> mark(list, mark)));
    json.name("signatures").array(list -> service.signatures().forEach(s -> signature(list, s)));
    json.name("distinctSignatures").value(service.distinctSignatures());
  }

  /** The document: with its latencies slot by slot, its deploys and its incidents. */
  static String document(ServiceReader.Read read) {
    return new JsonText()
        .object(json -> {
          OverviewJson.range(json, read.range(), read.step());
          members(json, read.trend());
          json.name("heat").object(heat -> heat(heat, read.heat(), read.trend().points()));
          json.name("binBuckets").value(Histogram.BIN);
          json.name("deploys")
              .array(list -> read.deploys().forEach(deploy -> DeployJson.write(list, deploy)));
          json.name("incidents")
              .array(list -> read.incidents().forEach(one -> IncidentJson.writeShort(list, one)));
        })
        .toString();
  }

  /** Cells as [index of the slot in the runs, bin, count, …]. */
  private static void heat(JsonText json, Heat heat, List<Point> points) {
    Map<Long, Integer> indexes = new HashMap<>();
    points.forEach(point -> indexes.put(point.slot(), indexes.size()));
    json.name("bins").array(bins -> heat.lowerBounds().forEach(bins::value));
    json.name("runs").array(runs -> runs(runs, points));
    json.name("counts")
        .array(counts ->
            heat.cells()
                .forEach(cell ->
                    counts
                        .value(indexes.getOrDefault(cell.slot(), 0).longValue())
                        .value(cell.bin())
                        .value(cell.count())));
  }

  private static void revision(JsonText json, RevisionTrend revision, boolean withSeries) {
    json.object(o -> {
      o.name("name").value(revision.revision());
      o.name("first").value(revision.firstMinute());
      o.name("last").value(revision.lastMinute());
      o.name("total");
      stats(o, revision.total());
      if (withSeries) {
        o.name("series");
        series(o, revision.points());
      }
    });
  }

  private static void mark(JsonText json, RevisionMark mark) {
    json.object(o -> {
      o.name("minute").value(mark.minute());
      o.name("revision").value(mark.revision());
      o.name("previous").value(mark.previous());
    });
  }

  private static void signature(JsonText json, Signature signature) {
    json.object(o -> {
      o.name("id").value(signature.id());
      o.name("text").value(signature.text());
      o.name("example").value(signature.example());
      o.name("count").value(signature.count());
      o.name("first").value(signature.firstMinute());
      o.name("last").value(signature.lastMinute());
      o.name("revisions").array(list -> signature.revisions().forEach(list::value));
    });
  }

  static void stats(JsonText json, Stats stats) {
    Counts counts = stats.counts();
    Latency latency = stats.latency();
    json.object(o -> {
      o.name("requests").value(counts.requests());
      o.name("errors5xx").value(counts.errors5xx());
      o.name("errors4xx").value(counts.errors4xx());
      o.name("errorsAuth").value(counts.errorsAuth());
      o.name("errors429").value(counts.errors429());
      o.name("connections").value(counts.connections());
      o.name("errorRate").value(counts.errorRate());
      o.name("p50").value(latency == null ? null : latency.p50());
      o.name("p90").value(latency == null ? null : latency.p90());
      o.name("p95").value(latency == null ? null : latency.p95());
      o.name("p99").value(latency == null ? null : latency.p99());
      o.name("instances").value(stats.instances());
      o.name("starts").value(counts.starts());
      o.name("exits").value(counts.exits());
      o.name("late").value(counts.late());
    });
  }

  static void series(JsonText json, List<Point> points) {
    json.object(o -> {
      o.name("runs").array(runs -> runs(runs, points));
      column(o, "requests", points, p -> p.stats().counts().requests());
      column(o, "errors5xx", points, p -> p.stats().counts().errors5xx());
      column(o, "errors4xx", points, p -> p.stats().counts().errors4xx());
      column(o, "errorsAuth", points, p -> p.stats().counts().errorsAuth());
      column(o, "errors429", points, p -> p.stats().counts().errors429());
      column(o, "instances", points, p -> p.stats().instances());
      column(o, "starts", points, p -> p.stats().counts().starts());
      column(o, "exits", points, p -> p.stats().counts().exits());
      latency(o, "p50", points, Latency::p50);
      latency(o, "p95", points, Latency::p95);
      latency(o, "p99", points, Latency::p99);
    });
  }

  private static void runs(JsonText json, List<Point> points) {
    int start = 0;
    for (int i = 1; i <= points.size(); i++) {
      if (i == points.size() || points.get(i).slot() != points.get(i - 1).slot() + 1) {
        json.value(points.get(start).slot()).value(i - start);
        start = i;
      }
    }
  }

  private static void column(
      JsonText json, String name, List<Point> points, ToLongFunction<Point> count) {
    if (points.stream().anyMatch(point -> count.applyAsLong(point) != 0)) {
      json.name(name).array(list -> points.forEach(point -> list.value(count.applyAsLong(point))));
    }
  }

  private static void latency(
      JsonText json, String name, List<Point> points, Function<Latency, Double> percentile) {
    if (points.stream().anyMatch(point -> point.stats().latency() != null)) {
      json.name(name)
          .array(list ->
              points.forEach(point -> {
                Latency latency = point.stats().latency();
                list.value(latency == null ? null : percentile.apply(latency));
              }));
    }
  }
}
