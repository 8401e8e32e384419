// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

/**
 * The report as the page's script reads it. A series is written column by column over its slots,
 * these as runs {@code [first, length, …]}; a column that is zero everywhere is left out. That
 * keeps a month of two hundred services small. Times are minutes of the epoch.
 */
final class TrendJson {

  private TrendJson() {}

  static String of(TrendReport report) {
    return new JsonText()
        .object(json -> {
          json.name("step").value(report.stepMinutes());
          json.name("summary");
          OverviewJson.summary(json, report.summary());
          json.name("services")
              .array(list ->
                  report
                      .services()
                      .forEach(service -> list.object(o -> ServiceJson.members(o, service))));
          json.name("binBuckets").value(Histogram.BIN);
          json.name("deploys")
              .array(list -> report.deploys().forEach(deploy -> DeployJson.write(list, deploy)));
          json.name("totalDeploys").value(report.totalDeploys());
          json.name("incidents")
              .array(list ->
                  report.incidents().forEach(incident -> IncidentJson.write(list, incident)));
          json.name("totalIncidents").value(report.totalIncidents());
          json.name("rejections")
              .array(
                  list -> report.rejections().forEach(each -> OverviewJson.rejection(list, each)));
        })
        .toString();
  }
}
