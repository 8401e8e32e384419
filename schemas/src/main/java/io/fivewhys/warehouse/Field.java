// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column and what fills it.
 *
 * @param <R> the record that a row, or a struct in one, is made of
 */
record Field<R>(Column column, Function<R, @Nullable Object> source) {

  static <R> Field<R> required(
      String name, Column.Type type, Function<R, Object> source, String doc) {
    return new Field<>(new Column(name, type, Column.Mode.REQUIRED, List.of(), doc), source::apply);
  }

  static <R> Field<R> nullable(
      String name, Column.Type type, Function<R, @Nullable Object> source, String doc) {
    return new Field<>(new Column(name, type, Column.Mode.NULLABLE, List.of(), doc), source);
  }

  static <R> Field<R> strings(String name, Function<R, List<String>> source, String doc) {
    return new Field<>(
        new Column(name, Column.Type.STRING, Column.Mode.REPEATED, List.of(), doc), source::apply);
  }

  static <R, E> Field<R> repeated(
      String name, Function<R, List<E>> elements, List<Field<E>> fields, String doc) {
    List<Column> columns = fields.stream().map(Field::column).toList();
    return new Field<>(
        new Column(name, Column.Type.STRUCT, Column.Mode.REPEATED, columns, doc),
        record -> structs(elements.apply(record), fields));
  }

  /** In the order of the fields. */
  static <R> List<@Nullable Object> values(R record, List<Field<R>> fields) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field<R> field : fields) {
      values.add(field.value(record));
    }
    return values;
  }

  private @Nullable Object value(R record) {
    Object value = source.apply(record);
    return switch (value) {
      case Integer number -> number.longValue();
      case Enum<?> word -> word.name();
      case null, default -> value;
    };
  }

  private static <E> List<List<@Nullable Object>> structs(List<E> elements, List<Field<E>> fields) {
    List<List<@Nullable Object>> structs = new ArrayList<>(elements.size());
    for (E element : elements) {
      structs.add(values(element, fields));
    }
    return structs;
  }
}
