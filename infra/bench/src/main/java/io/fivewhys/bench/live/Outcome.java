// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import io.fivewhys.Escalation;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a run: every row of the warehouse and every step of every incident, as text.
 *
 * @param rows by table, sorted
 * @param escalations in Kafka, sorted
 * @param published events in Pub/Sub without their repeats, sorted by id
 */
public record Outcome(
    Map<String, List<String>> rows, List<String> escalations, List<String> published) {

  public static Outcome of(
      Path warehouse, List<Watcher.Told> told, List<EscalationReceiver.Received> received) {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + warehouse.toAbsolutePath());
        Statement statement = connection.createStatement()) {
      for (Table table : Tables.ALL) {
        List<String> found = new ArrayList<>();
        try (ResultSet result =
            statement.executeQuery(
                "SELECT t::VARCHAR FROM (" + decided(table) + ") AS t ORDER BY 1")) {
          while (result.next()) {
            found.add(result.getString(1));
          }
        }
        rows.put(table.name(), found);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse of the run cannot be read", e);
    }
    List<String> escalations =
        told.stream().map(Watcher.Told::escalation).map(Escalation::toString).sorted().toList();
    List<String> published =
        received.stream().map(each -> each.id() + " " + each.payload()).sorted().toList();
    return new Outcome(rows, escalations, published);
  }

  /** Without the wall clock's time, which is no run's own. */
  private static String decided(Table table) {
    return table.equals(Tables.REJECTED_ENTRIES)
        ? "SELECT * EXCLUDE (received_at) FROM " + table.name()
        : "FROM " + table.name();
  }

  public int rowCount() {
    return rows.values().stream().mapToInt(List::size).sum();
  }

  /** What one has and the other has not, as lines for people; as often as it is there too much. */
  public List<String> differingRows(Outcome other) {
    List<String> differing = new ArrayList<>();
    rows.forEach((table, mine) ->
        differing.addAll(differing(table, mine, other.rows.getOrDefault(table, List.of()))));
    return differing;
  }

  public List<String> differingEscalations(Outcome other) {
    List<String> differing = differing("escalation", escalations, other.escalations);
    differing.addAll(differing("published", published, other.published));
    return differing;
  }

  private static List<String> differing(String what, List<String> mine, List<String> theirs) {
    List<String> missing = new ArrayList<>(mine);
    List<String> surplus = new ArrayList<>();
    for (String each : theirs) {
      if (!missing.remove(each)) {
        surplus.add(each);
      }
    }
    List<String> lines = new ArrayList<>();
    missing.forEach(each -> lines.add(what + " - " + each));
    surplus.forEach(each -> lines.add(what + " + " + each));
    return lines;
  }
}
