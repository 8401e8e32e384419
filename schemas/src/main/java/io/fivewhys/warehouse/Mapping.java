// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table and how a record becomes a row of it.
 *
 * @param <R> the record
 */
public final class Mapping<R> {

  private final Table table;
  private final List<Field<R>> fields;

  private Mapping(Table table, List<Field<R>> fields) {
    this.table = table;
    this.fields = fields;
  }

  static <R> Mapping<R> of(
      String name,
      List<String> key,
      String partition,
      List<String> clustering,
      Table.Keep keep,
      List<Field<R>> fields,
      String doc) {
    List<Column> columns = fields.stream().map(Field::column).toList();
    return new Mapping<>(new Table(name, key, partition, clustering, keep, columns, doc), fields);
  }

  public Table table() {
    return table;
  }

  /**
   * Values in the order of the columns: String, Long (timestamps in microseconds), Double or
   * Boolean; of a repeated column a list, of a struct the list of its fields' values; null only
   * where the column is nullable.
   */
  public List<@Nullable Object> row(R record) {
    return Field.values(record, fields);
  }
}
