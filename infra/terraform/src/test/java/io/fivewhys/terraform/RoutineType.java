// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A type of BigQuery's SQL in the form that its API, and so Terraform, takes for routines. */
final class RoutineType {

  private RoutineType() {}

  /**
   * @param sql such as {@code ARRAY<STRUCT<bucket INT64, count INT64>>}
   */
  static Map<String, Object> of(String sql) {
    Map<String, Object> type = new LinkedHashMap<>();
    if (sql.startsWith("ARRAY<")) {
      type.put("typeKind", "ARRAY");
      type.put("arrayElementType", of(inner(sql)));
    } else if (sql.startsWith("STRUCT<")) {
      List<Object> fields = new ArrayList<>();
      for (String field : inner(sql).split(", *", -1)) {
        int blank = field.indexOf(' ');
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", field.substring(0, blank));
        entry.put("type", of(field.substring(blank + 1)));
        fields.add(entry);
      }
      type.put("typeKind", "STRUCT");
      type.put("structType", Map.of("fields", fields));
    } else {
      type.put("typeKind", sql);
    }
    return type;
  }

  private static String inner(String sql) {
    return sql.substring(sql.indexOf('<') + 1, sql.length() - 1);
  }
}
