// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A query of Cloud Logging, read: which entries it takes. Written after Google's public description
 * of the language, for tests; what a live project answers has the last word.
 */
sealed interface Query
    permits Query.All, Query.Any, Query.Not, Query.LogId, Query.Sample, Comparison {

  boolean matches(JsonNode entry);

  static Query parse(String text) {
    return new QueryParser(text).parse();
  }

  record All(List<Query> parts) implements Query {
    @Override
    public boolean matches(JsonNode entry) {
      return parts.stream().allMatch(part -> part.matches(entry));
    }
  }

  record Any(List<Query> parts) implements Query {
    @Override
    public boolean matches(JsonNode entry) {
      return parts.stream().anyMatch(part -> part.matches(entry));
    }
  }

  record Not(Query part) implements Query {
    @Override
    public boolean matches(JsonNode entry) {
      return !part.matches(entry);
    }
  }

  /** {@code log_id("run.googleapis.com/requests")}: the id of the log, decoded. */
  record LogId(String id) implements Query {
    @Override
    public boolean matches(JsonNode entry) {
      String name = entry.path("logName").asText();
      int logs = name.indexOf("/logs/");
      return logs >= 0
          && URLDecoder.decode(name.substring(logs + "/logs/".length()), StandardCharsets.UTF_8)
              .equals(id);
    }
  }

  /** {@code sample(insertId, 0.25)}: the same entries each time, about as many as asked for. */
  record Sample(List<String> path, double fraction) implements Query {
    @Override
    public boolean matches(JsonNode entry) {
      List<JsonNode> found = Fields.at(entry, path);
      if (found.isEmpty()) {
        return false;
      }
      CRC32 hash = new CRC32();
      hash.update(found.getFirst().asText().getBytes(StandardCharsets.UTF_8));
      return hash.getValue() < fraction * (1L << 32);
    }
  }
}
