// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

/**
 * A column of a view, or of a function of rows.
 *
 * @param type in BigQuery's terms
 * @param doc one sentence; units included
 */
public record Result(String name, String type, String doc) {

  static final Result PROJECT = text("project", "Google Cloud project");
  static final Result LOCATION = text("location", "Region");
  static final Result SERVICE = text("service", "Cloud Run service");
  static final Result REVISION = text("revision", "Cloud Run revision");

  static Result text(String name, String doc) {
    return new Result(name, "STRING", doc);
  }

  static Result whole(String name, String doc) {
    return new Result(name, "INT64", doc);
  }

  static Result number(String name, String doc) {
    return new Result(name, "FLOAT64", doc);
  }

  static Result flag(String name, String doc) {
    return new Result(name, "BOOL", doc);
  }

  static Result time(String name, String doc) {
    return new Result(name, "TIMESTAMP", doc);
  }

  static Result day(String name, String doc) {
    return new Result(name, "DATE", doc);
  }

  /** A column of a table as it is. */
  static Result of(Column column) {
    return new Result(column.name(), type(column), column.doc());
  }

  private static String type(Column column) {
    String type = column.type().name();
    return column.mode() == Column.Mode.REPEATED ? "ARRAY of " + type : type;
  }
}
