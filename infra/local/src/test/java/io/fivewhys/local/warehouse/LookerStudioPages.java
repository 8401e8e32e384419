// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pages for Looker Studio, with dates put for the parameters of its connector. */
final class LookerStudioPages {

  private static final Path FILE =
      Path.of(System.getProperty("fivewhys.root", "."))
          .resolve("infra/dashboards/looker-studio.json");

  private LookerStudioPages() {}

  /**
   * @param linked the query that its URL carries
   * @param fields that the data source has
   * @param unknown names in its charts that are neither a field nor calculated
   */
  record Page(String name, String sql, String linked, List<String> fields, List<String> unknown) {}

  static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (JsonNode page : new ObjectMapper().readTree(FILE.toFile()).path("pages")) {
      List<String> known = texts(page.path("fields"), "name");
      known.addAll(texts(page.path("calculated_fields"), "name"));
      List<String> unknown = texts(page.path("charts"), "dimension");
      unknown.addAll(texts(page.path("charts"), "breakdown"));
      unknown.addAll(texts(page.path("charts"), "metric"));
      unknown.removeAll(known);
      String url = page.path("url").asText();
      pages.add(
          new Page(
              page.path("name").asText(),
              substituted(page.path("sql").asText()),
              substituted(
                  URLDecoder.decode(
                      url.substring(url.indexOf("ds.ds0.sql=") + "ds.ds0.sql=".length()),
                      StandardCharsets.UTF_8)),
              texts(page.path("fields"), "name"),
              unknown));
    }
    return pages;
  }

  private static List<String> texts(JsonNode nodes, String name) {
    List<String> texts = new ArrayList<>();
    nodes.forEach(node -> {
      if (node.hasNonNull(name)) {
        texts.add(node.get(name).asText());
      }
    });
    return texts;
  }

  private static String substituted(String sql) {
    return sql.replace(
            "PARSE_TIMESTAMP('%Y%m%d', @DS_START_DATE)", "TIMESTAMP '2026-06-14 00:00:00+00'")
        .replace(
            "TIMESTAMP_ADD(PARSE_TIMESTAMP('%Y%m%d', @DS_END_DATE), INTERVAL 1 DAY)",
            "TIMESTAMP '2026-06-15 00:00:00+00'");
  }
}
