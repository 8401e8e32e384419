// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One incident as the product told it: its records in the order of the file. */
record Told(String id, List<JsonNode> records) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The incidents of a file, in the order they opened. */
  static List<Told> read(Path escalations) throws IOException {
    Map<String, List<JsonNode>> byId = new LinkedHashMap<>();
    for (String line : Files.readAllLines(escalations)) {
      JsonNode json = JSON.readTree(line);
      byId.computeIfAbsent(json.path("incident_id").asText(), k -> new ArrayList<>()).add(json);
    }
    List<Told> told = new ArrayList<>();
    byId.forEach((id, records) -> told.add(new Told(id, records)));
    return told;
  }

  JsonNode first() {
    return records.getFirst();
  }

  JsonNode last() {
    return records.getLast();
  }

  /** The last record while it lasted. */
  JsonNode lastOpen() {
    JsonNode last = first();
    for (JsonNode each : records) {
      last = each.path("status").asText().equals("RESOLVED") ? last : each;
    }
    return last;
  }

  boolean resolved() {
    return last().path("status").asText().equals("RESOLVED");
  }

  static Instant time(JsonNode record, String field) {
    return Instant.parse(record.path(field).asText());
  }

  static String kind(JsonNode record) {
    return record.at("/root_cause/kind").asText();
  }

  static String component(JsonNode record) {
    return record.at("/root_cause/component/name").asText();
  }

  static boolean blames(JsonNode record, Expected expected) {
    return expected.kinds.stream().anyMatch(kind -> kind.name().equals(kind(record)))
        && blamesComponent(record, expected);
  }

  static boolean blamesComponent(JsonNode record, Expected expected) {
    String kind = record.at("/root_cause/component/kind").asText();
    return expected.components.contains(kind + " " + component(record));
  }

  static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    Iterator<JsonNode> each = array.elements();
    each.forEachRemaining(elements::add);
    return elements;
  }

  String summary() {
    JsonNode last = last();
    return "%s of %s (%s; %d records, %s, %s to %s)"
        .formatted(
            kind(last),
            component(last),
            last.path("title").asText(),
            records.size(),
            last.path("status").asText(),
            first().path("observed_at").asText(),
            last.path("observed_at").asText());
  }
}
