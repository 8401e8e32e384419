// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row that was read: values as {@link io.fivewhys.warehouse.Mapping} gives them, so times are
 * microseconds, and structs and arrays are lists.
 *
 * @param columns position by name, shared by all rows of a result
 */
public record WarehouseRow(Map<String, Integer> columns, List<@Nullable Object> values) {

  public WarehouseRow {
    values = Collections.unmodifiableList(values);
  }

  public String text(String column) {
    return Objects.requireNonNull(textOrNull(column), column);
  }

  public @Nullable String textOrNull(String column) {
    return (String) value(column);
  }

  /** Zero where it is null, as a sum of nothing is. */
  public long number(String column) {
    Long number = numberOrNull(column);
    return number == null ? 0 : number;
  }

  public @Nullable Long numberOrNull(String column) {
    return (Long) value(column);
  }

  /** Null where it is no number. */
  public @Nullable Double fractionOrNull(String column) {
    Double fraction = (Double) value(column);
    return fraction == null || !Double.isFinite(fraction) ? null : fraction;
  }

  public double fraction(String column) {
    Double fraction = fractionOrNull(column);
    return fraction == null ? 0 : fraction;
  }

  public boolean truth(String column) {
    return Boolean.TRUE.equals(value(column));
  }

  /** Microseconds rounded down to milliseconds. */
  public @Nullable Long millisOrNull(String column) {
    Long micros = numberOrNull(column);
    return micros == null ? null : Long.valueOf(Math.floorDiv(micros, 1_000L));
  }

  /** The elements of an array; none where it is null, as BigQuery has it. */
  @SuppressWarnings("unchecked")
  public List<@Nullable Object> list(String column) {
    Object list = value(column);
    return list == null ? List.of() : (List<@Nullable Object>) list;
  }

  /** The elements of an array of structs, each as its fields' values in their order. */
  public <T> List<T> structs(String column, Function<List<@Nullable Object>, T> element) {
    return structs(list(column), element);
  }

  @SuppressWarnings("unchecked")
  public static <T> List<T> structs(
      @Nullable Object list, Function<List<@Nullable Object>, T> element) {
    return list == null
        ? List.of()
        : ((List<List<@Nullable Object>>) list).stream().map(element).toList();
  }

  private @Nullable Object value(String column) {
    Integer position = columns.get(column);
    if (position == null) {
      throw new IllegalArgumentException("no column " + column + " in " + columns.keySet());
    }
    return values.get(position);
  }
}
