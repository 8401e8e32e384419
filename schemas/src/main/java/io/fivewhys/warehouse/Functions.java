// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import io.fivewhys.warehouse.Function.Parameter;
import java.util.List;
import java.util.stream.Stream;

/** Every function once, each after those it is made of. */
public final class Functions {

  private static final Parameter MOMENT = new Parameter("moment", "TIMESTAMP", "Any time");

  /** BigQuery's own, under its names: what lets one text do for both engines. */
  static final List<Function> LACKING_IN_DUCKDB =
      List.of(
          new Function(
              "unix_micros", List.of(MOMENT), "INT64", "Microseconds since the epoch, as BigQuery"),
          new Function(
              "timestamp_micros",
              List.of(new Parameter("micros", "INT64", "Microseconds since the epoch")),
              "TIMESTAMP",
              "The time so long after the epoch, as BigQuery"),
          new Function(
              "div",
              List.of(
                  new Parameter("dividend", "INT64", "Any"),
                  new Parameter("divisor", "INT64", "Not 0")),
              "INT64",
              "Whole part of the quotient, as BigQuery"),
          new Function(
              "safe_divide",
              List.of(
                  new Parameter("dividend", "FLOAT64", "Any"),
                  new Parameter("divisor", "FLOAT64", "0 gives null")),
              "FLOAT64",
              "The quotient, null where there is none, as BigQuery"),
          new Function(
              "array_concat_agg",
              List.of(new Parameter("arrays", "ARRAY", "A column of arrays, such as histograms")),
              "ARRAY",
              "Aggregate: all elements of all arrays, as BigQuery"));

  /** Those of scalars; views use them. */
  public static final List<Function> SCALARS =
      List.of(
          new Function(
              "minutes_between",
              List.of(
                  new Parameter("earlier", "TIMESTAMP", "From when"),
                  new Parameter("later", "TIMESTAMP", "Until when")),
              "FLOAT64",
              "Minutes, with fractions; null where either time is"),
          new Function(
              "window_begin",
              List.of(
                  MOMENT,
                  new Parameter("origin", "TIMESTAMP", "Begin of some window, not after moment"),
                  new Parameter("minutes", "INT64", "Length of a window, minutes")),
              "TIMESTAMP",
              "Begin of the window that a time lies in"),
          new Function("hour_of", List.of(MOMENT), "TIMESTAMP", "Begin of its hour, UTC"),
          new Function("week_of", List.of(MOMENT), "DATE", "Monday of its week, UTC"),
          new Function("weekday_of", List.of(MOMENT), "INT64", "1 for Monday to 7 for Sunday, UTC"),
          new Function(
              "time_text",
              List.of(MOMENT),
              "STRING",
              "As text to the second, such as 2026-03-01T10:00:00Z"),
          new Function(
              "any_begins",
              List.of(
                  new Parameter("texts", "ARRAY<STRING>", "Such as findings"),
                  new Parameter("beginning", "STRING", "In small letters")),
              "BOOL",
              "Whether any of the texts begins so, whatever its case"),
          new Function(
              "latency_ms",
              List.of(new Parameter("bucket", "INT64", "Number of a histogram's bucket")),
              "FLOAT64",
              "The latency that a bucket stands for, milliseconds"),
          new Function(
              "latency_quantile",
              List.of(
                  new Parameter(
                      "histogram",
                      "ARRAY<STRUCT<bucket INT64, count INT64>>",
                      "One latency_histogram, or many merged by ARRAY_CONCAT_AGG"),
                  new Parameter(
                      "q", "FLOAT64", "Above 0, at most 1: 0.99 for the 99th percentile")),
              "FLOAT64",
              "Nearest-rank quantile, milliseconds, within 1 %; null for an empty histogram"));

  /** Those of rows, made of views. */
  public static final List<Function> TABLES = RowFunctions.ALL;

  public static final List<Function> ALL =
      Stream.of(SCALARS, TABLES).flatMap(List::stream).toList();

  private Functions() {}

  /**
   * Scalars that an engine needs; the functions of BigQuery that DuckDB lacks are in no dataset.
   */
  public static List<Function> scalars(Dialect dialect) {
    return switch (dialect) {
      case BIGQUERY -> SCALARS;
      case DUCKDB -> Stream.of(LACKING_IN_DUCKDB, SCALARS).flatMap(List::stream).toList();
    };
  }

  /**
   * The statements that make or replace all functions and views on tables that are there, in an
   * order in which each finds what it is made of.
   */
  public static List<String> create(Dialect dialect, String dataset) {
    return Stream.of(
            scalars(dialect).stream().map(function -> function.create(dialect, dataset)),
            Views.ALL.stream().map(view -> view.create(dialect, dataset)),
            TABLES.stream().map(function -> function.create(dialect, dataset)))
        .flatMap(statements -> statements)
        .toList();
  }
}
