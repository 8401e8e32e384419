// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.Overview.Rejection;
import io.fivewhys.sinks.report.Overview.Service;
import io.fivewhys.sinks.report.Overview.Worst;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The overview as the page's script reads it. Times are milliseconds; a spark's slot i begins at
 * minute {@code i * step} of the epoch.
 */
final class OverviewJson {

  private OverviewJson() {}

  /**
   * @param summary of the replay that filled the warehouse; null where there is none
   * @param now when it is looked at; null where nothing comes in any more
   */
  static String document(Overview overview, @Nullable Summary summary, @Nullable Instant now) {
    return new JsonText()
        .object(json -> {
          range(json, overview.range(), overview.step());
          json.name("now").value(now == null ? null : Long.valueOf(now.toEpochMilli()));
          json.name("summary");
          summary(json, summary);
          json.name("coverage").object(coverage -> overview.coverage().write(coverage, now));
          json.name("services")
              .array(list ->
                  overview
                      .services()
                      .forEach(service -> service(list, service, overview.incidents())));
          json.name("incidents")
              .array(
                  list -> overview.incidents().forEach(one -> IncidentJson.writeShort(list, one)));
          json.name("totalIncidents").value(overview.totalIncidents());
          json.name("changes")
              .array(list ->
                  overview.changes().forEach(deploy -> DeployJson.writeShort(list, deploy)));
          json.name("rejections")
              .array(list -> overview.rejections().forEach(each -> rejection(list, each)));
        })
        .toString();
  }

  /** What all documents over time begin with. */
  static void range(JsonText json, Range range, int step) {
    json.name("range").object(o -> ends(o, range));
    json.name("step").value(step);
  }

  static void ends(JsonText json, Range range) {
    json.name("from").value(range.from() * Range.MILLIS);
    json.name("to").value(range.to() * Range.MILLIS);
  }

  private static void service(JsonText json, Service service, List<Escalation> incidents) {
    json.object(o -> {
      o.name("project").value(service.key().project());
      o.name("location").value(service.key().location());
      o.name("name").value(service.key().service());
      o.name("state").value(service.state().name().toLowerCase(Locale.ROOT));
      Worst worst = service.worst();
      o.name("worst");
      if (worst == null) {
        o.value((String) null);
      } else {
        o.object(w -> {
          ends(w, worst.slot());
          w.name("errorRate").value(worst.errorRate());
        });
      }
      o.name("total").object(total -> total(total, service.total()));
      o.name("budget").object(budget -> budget(budget, service.budget()));
      o.name("spark");
      ServiceJson.series(o, service.spark());
      o.name("incidents")
          .array(ids ->
              incidents.stream()
                  .filter(incident -> IncidentServices.of(incident).contains(service.key()))
                  .forEach(incident -> ids.value(incident.getIncidentId())));
      o.name("deploys").value(service.deploys());
    });
  }

  private static void total(JsonText json, Stats total) {
    Counts counts = total.counts();
    Latency latency = total.latency();
    json.name("requests").value(counts.requests());
    json.name("errors5xx").value(counts.errors5xx());
    json.name("errors4xx").value(counts.errors4xx());
    json.name("errorsAuth").value(counts.errorsAuth());
    json.name("errors429").value(counts.errors429());
    json.name("exits").value(counts.exits());
    json.name("p50").value(latency == null ? null : Double.valueOf(latency.p50()));
    json.name("p95").value(latency == null ? null : Double.valueOf(latency.p95()));
    json.name("p99").value(latency == null ? null : Double.valueOf(latency.p99()));
  }

  private static void budget(JsonText json, Budget budget) {
    json.name("objective").value(Double.valueOf(budget.objective()));
    json.name("left").value(budget.left());
    json.name("burn1h").value(budget.burn1h());
    json.name("burn6h").value(budget.burn6h());
  }

  static void rejection(JsonText json, Rejection rejection) {
    json.object(o -> {
      o.name("reason").value(rejection.reason());
      o.name("count").value(rejection.count());
      o.name("source").value(rejection.source());
      o.name("detail").value(rejection.detail());
    });
  }

  static void summary(JsonText json, @Nullable Summary summary) {
    if (summary == null) {
      json.value((String) null);
      return;
    }
    json.object(o -> {
      o.name("read").value(summary.read());
      o.name("accepted").value(summary.accepted());
      o.name("duplicates").value(summary.duplicates());
      o.name("ignored").value(summary.ignored());
      o.name("rejected").value(summary.rejected());
      o.name("balances").value(summary.balances());
      o.name("ignoredByReason")
          .object(reasons ->
              summary.ignoredByReason().forEach((reason, n) -> reasons.name(reason).value(n)));
      o.name("first").value(summary.firstEvent() == null ? null : summary.firstEvent().toString());
      o.name("last").value(summary.lastEvent() == null ? null : summary.lastEvent().toString());
    });
  }
}
