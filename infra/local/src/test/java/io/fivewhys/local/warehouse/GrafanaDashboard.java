// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The SQL of the Grafana dashboard, with what Grafana puts for its variables and macros. */
final class GrafanaDashboard {

  static final Path FILE =
      Path.of(System.getProperty("fivewhys.root", ".")).resolve("infra/dashboards/grafana.json");

  private static final String FROM = "TIMESTAMP '2026-06-14 00:00:00+00'";
  private static final String TO = "TIMESTAMP '2026-06-15 00:00:00+00'";
  private static final Pattern TIME_FILTER = Pattern.compile("\\$__timeFilter\\(([a-z_]+)\\)");

  private GrafanaDashboard() {}

  record Query(String title, String sql) {}

  static JsonNode json() throws IOException {
    return new ObjectMapper().readTree(FILE.toFile());
  }

  static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (JsonNode variable : json().at("/templating/list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(
            new Query(
                variable.path("name").asText(),
                substituted(variable.at("/query/rawSql").asText())));
      }
    }
    for (JsonNode panel : json().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(panel.path("title").asText(), substituted(target.path("rawSql").asText())));
      }
    }
    return queries;
  }

  private static String substituted(String sql) {
    return TIME_FILTER
        .matcher(sql)
        .replaceAll("$1 >= " + FROM + " AND $1 <= " + TO)
        .replace("TIMESTAMP_MILLIS(${__from})", FROM)
        .replace("TIMESTAMP_MILLIS(${__to})", TO)
        .replace("${project:sqlstring}", "'acme-prod','acme-live'")
        .replace("${service:sqlstring}", "'checkout','gateway','catalog'")
        .replace("${minutes}", "30")
        .replace("${objective}", "0.99");
  }
}
