// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import io.fivewhys.warehouse.Column;
import java.util.List;

/**
 * A column as it is, or is to be.
 *
 * @param type in GoogleSQL's terms; one that we never make may be there too
 * @param fields of a STRUCT; empty otherwise
 */
public record ColumnState(
    String name, String type, Column.Mode mode, List<ColumnState> fields, String doc) {

  public ColumnState {
    fields = List.copyOf(fields);
  }

  static ColumnState of(Column column) {
    return new ColumnState(
        column.name(),
        column.type().name(),
        column.mode(),
        column.fields().stream().map(ColumnState::of).toList(),
        column.doc());
  }

  /**
   * @throws IllegalArgumentException for a type that we never make
   */
  public Column column() {
    return new Column(
        name,
        Column.Type.valueOf(type),
        mode,
        fields.stream().map(ColumnState::column).toList(),
        doc);
  }

  boolean repeated() {
    return mode == Column.Mode.REPEATED;
  }

  boolean required() {
    return mode == Column.Mode.REQUIRED;
  }

  /** Such as {@code ARRAY<STRUCT<bucket INT64, count INT64>>}. */
  public String sqlType() {
    String element =
        fields.isEmpty()
            ? type
            : type
                + '<'
                + String.join(
                    ", ",
                    fields.stream().map(field -> field.name() + ' ' + field.sqlType()).toList())
                + '>';
    return repeated() ? "ARRAY<" + element + '>' : element;
  }
}
