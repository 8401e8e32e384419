// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The demo's warehouse after an attacker wrote every text of it: markup that plants something,
 * words that turn the direction or are without width, ones that never end, begins of formulas. The
 * same text becomes the same everywhere, so what belongs together still does.
 */
final class HostileWarehouse {

  /** What the page looks for; fixed words of ours that no log writes. */
  private static final Set<String> WORDS =
      Set.of(
          "status",
          "severity",
          "symptom_signal",
          "root_cause_kind",
          "root_cause_basis",
          "basis",
          "decision",
          "verdict",
          "control",
          "component_kind",
          "symptom_component_kind",
          "root_cause_component_kind",
          "kind",
          "indicator",
          "signal",
          "resource");

  private static final String PLANTED =
      """
      CREATE TEMP MACRO planted(text) AS
        ['=1+1', '+1', '-1', '@SUM(A1)', chr(9) || '=1', chr(13) || '=2'][1 + (hash(text) % 6)::INT]
        || text
        || '</script><script>window.planted = 1</script><img src=x onerror="window.planted = 2">'
        || '<svg onload=window.planted=3>{{planted}}<a href="javascript:window.planted=4">'''
        || chr(8238) || chr(8203) || chr(65279) || '&quot;&amp;%2F%zz/?#' || chr(1488) || chr(128169)
        || repeat('W', 120)
      """;

  private HostileWarehouse() {}

  static void plant(ServedWarehouse warehouse) throws SQLException {
    warehouse.run(PLANTED);
    for (Table table : Tables.ALL) {
      List<String> planted =
          table.columns().stream()
              .filter(HostileWarehouse::hasText)
              .map(column -> quoted(column) + " = " + hostile(column, quoted(column), 0))
              .toList();
      warehouse.run("UPDATE %s SET %s".formatted(table.name(), String.join(", ", planted)));
    }
  }

  private static boolean hasText(Column column) {
    return switch (column.type()) {
      case STRING -> !WORDS.contains(column.name());
      case STRUCT -> column.fields().stream().anyMatch(HostileWarehouse::hasText);
      default -> false;
    };
  }

  private static String hostile(Column column, String value, int depth) {
    String each = "e" + depth;
    boolean list = column.mode() == Column.Mode.REPEATED;
    String one = list ? each : value;
    String planted = one;
    if (hasText(column)) {
      planted =
          column.fields().isEmpty()
              ? "planted(%s)".formatted(one)
              : column.fields().stream()
                  .map(field ->
                      "'%s': %s"
                          .formatted(
                              field.name(),
                              hostile(field, "%s.%s".formatted(one, quoted(field)), depth + 1)))
                  .collect(Collectors.joining(", ", "{", "}"));
    }
    return list ? "[%s for %s in %s]".formatted(planted, each, value) : planted;
  }

  private static String quoted(Column column) {
    return '"' + column.name() + '"';
  }
}
