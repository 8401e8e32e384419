// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may be had as CSV: minutes and hours of capacity as they are in their tables, of each deploy
 * and incident how it stands, and what planners ask for each week.
 */
public enum Export {
  MINUTES(
      "minutes",
      new TableRows(
          Tables.SERVICE_MINUTES,
          "FROM {dataset}.service_minutes WHERE window_start >= ? AND window_start < ?")),
  DEPLOYS(
      "deploys",
      new TableRows(
          Tables.REVISION_CHANGES,
          """
          FROM (
            SELECT *, COALESCE(first_traffic_at, ready_at, created_at, observed_at) AS changed_at,
              ROW_NUMBER() OVER (
                PARTITION BY project, location, service, to_revision
                ORDER BY sequence DESC, observed_at DESC) AS place
            FROM {dataset}.revision_changes WHERE observed_at >= ?)
          WHERE place = 1 AND changed_at < ?\
          """)),
  INCIDENTS(
      "incidents",
      new TableRows(
          Tables.ESCALATIONS,
          """
          FROM (
            SELECT *, ROW_NUMBER() OVER (
                PARTITION BY incident_id ORDER BY sequence DESC, observed_at DESC) AS place
            FROM {dataset}.escalations WHERE observed_at >= ?)
          WHERE place = 1 AND opened_at < ?\
          """)),
  CAPACITY(
      "capacity",
      new TableRows(
          Tables.CAPACITY_SAMPLES,
          "FROM {dataset}.capacity_samples WHERE window_start >= ? AND window_start < ?",
          true)),
  CONNECTIONS("connections", CapacityRows.CONNECTIONS),
  WEEKLY("weekly", CapacityRows.WEEKLY);

  /** What a spreadsheet takes. */
  static final long MOST_ROWS = 1_000_000;

  /** Those that are as the warehouse has them: without any of them there is nothing. */
  static final List<Export> ROWS = List.of(MINUTES, DEPLOYS, INCIDENTS, CAPACITY);

  private final String file;
  private final ExportRows rows;

  Export(String file, ExportRows rows) {
    this.file = file;
    this.rows = rows;
  }

  public String file() {
    return file + ".csv";
  }

  static List<String> files() {
    return Stream.of(values()).map(Export::file).toList();
  }

  static Optional<Export> named(String file) {
    for (Export export : values()) {
      if (export.file().equals(file)) {
        return Optional.of(export);
      }
    }
    return Optional.empty();
  }

  /** What of that time there is, or as much as one looks at. */
  Range range(WarehouseReader reader, Documents documents, AskedRange asked) {
    return range(reader, documents, asked, false);
  }

  /**
   * @param whole all of it where nobody says from when
   */
  Range range(WarehouseReader reader, Documents documents, AskedRange asked, boolean whole) {
    return rows.range(reader, documents, asked, whole);
  }

  /** How many rows it would have; none where they are few. */
  long rows(WarehouseReader reader, Range range) {
    return rows.count(reader, range);
  }

  /**
   * The whole file of that time, or of all there is.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public void write(WarehouseReader reader, Documents documents, AskedRange asked, Writer out)
      throws IOException {
    write(reader, range(reader, documents, asked, true), out);
  }

  void write(WarehouseReader reader, Range range, Writer out) throws IOException {
    rows.write(reader, range, out);
  }
}
