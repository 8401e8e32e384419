// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Deploy.Comparison;
import io.fivewhys.sinks.report.Deploy.FieldDiff;
import io.fivewhys.sinks.report.Deploy.RateMinute;
import io.fivewhys.sinks.report.Deploy.Ruling;
import io.fivewhys.sinks.report.Deploy.Side;
import io.fivewhys.sinks.report.Deploy.Times;
import java.util.List;
import java.util.function.ToLongFunction;

/** A deploy as the page's script reads it. Times are milliseconds, minutes those of the epoch. */
final class DeployJson {

  private DeployJson() {}

  static void write(JsonText json, Deploy deploy) {
    json.object(o -> {
      named(o, deploy);
      times(o, deploy.times());
      ruling(o, deploy.ruling());
      o.name("diff").array(list -> deploy.diff().forEach(field -> field(list, field)));
      o.name("suspects")
          .array(list ->
              deploy
                  .suspects()
                  .forEach(suspect ->
                      list.object(s -> {
                        s.name("field").value(suspect.field());
                        s.name("score").value(suspect.score());
                        s.name("reason").value(suspect.reason());
                      })));
      o.name("findings").array(list -> deploy.findings().forEach(list::value));
      o.name("signatures").array(list -> deploy.newSignatures().forEach(list::value));
      Comparison comparison = deploy.comparison();
      if (comparison != null) {
        o.name("old");
        side(o, comparison.before());
        o.name("fresh");
        side(o, comparison.after());
      }
    });
  }

  /** What a list of changes says of one. */
  static void writeShort(JsonText json, Deploy deploy) {
    json.object(o -> {
      named(o, deploy);
      o.name("at").value(deploy.times().at());
      o.name("verdict").value(deploy.ruling().verdict());
      o.name("reason").value(deploy.ruling().reason());
    });
  }

  private static void named(JsonText json, Deploy deploy) {
    json.name("project").value(deploy.project());
    json.name("location").value(deploy.location());
    json.name("service").value(deploy.service());
    json.name("from").value(deploy.from());
    json.name("to").value(deploy.to());
    json.name("final").value(deploy.isFinal());
    json.name("neverReady").value(deploy.neverReady());
    json.name("actor").value(deploy.actor());
    json.name("tool").value(deploy.shortTool());
  }

  private static void times(JsonText json, Times times) {
    json.name("at").value(times.at());
    json.name("created").value(times.created());
    json.name("ready").value(times.ready());
    json.name("firstTraffic").value(times.firstTraffic());
    json.name("restored").value(times.restored());
  }

  private static void ruling(JsonText json, Ruling ruling) {
    json.name("verdict").value(ruling.verdict());
    json.name("indicator").value(ruling.indicator());
    json.name("control").value(ruling.control());
    json.name("requestsBefore").value(ruling.requestsBefore());
    json.name("requestsAfter").value(ruling.requestsAfter());
    json.name("errorRateBefore").value(ruling.errorRateBefore());
    json.name("errorRateAfter").value(ruling.errorRateAfter());
    json.name("effect").value(ruling.effect());
    json.name("effectLow").value(ruling.effectLow());
    json.name("effectHigh").value(ruling.effectHigh());
    json.name("p").value(ruling.pValue());
    json.name("p95Before").value(ruling.p95Before());
    json.name("p95After").value(ruling.p95After());
    json.name("latencyChanged").value(ruling.latencyChanged());
    json.name("reason").value(ruling.reason());
    json.name("requestsNeeded").value(ruling.requestsNeeded());
  }

  private static void field(JsonText json, FieldDiff field) {
    json.object(o -> {
      o.name("field").value(field.field());
      o.name("before").value(field.before());
      o.name("after").value(field.after());
    });
  }

  private static void side(JsonText json, Side side) {
    json.object(o -> {
      column(o, "minutes", side.minutes(), RateMinute::minute);
      column(o, "requests", side.minutes(), RateMinute::requests);
      column(o, "errors", side.minutes(), RateMinute::errors);
      Latency latency = side.latency();
      o.name("p50").value(latency == null ? null : latency.p50());
      o.name("p95").value(latency == null ? null : latency.p95());
      o.name("p99").value(latency == null ? null : latency.p99());
      o.name("bins").array(list -> side.bins().forEach((bin, n) -> list.value(bin).value(n)));
    });
  }

  private static void column(
      JsonText json, String name, List<RateMinute> minutes, ToLongFunction<RateMinute> value) {
    json.name(name).array(list -> minutes.forEach(minute -> list.value(value.applyAsLong(minute))));
  }
}
