// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.warehouse.Mapping;
import io.fivewhys.warehouse.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table.
 *
 * @param as {@link Mapping#row} gives them. The list may hold nulls, so it is not copied
 */
public record Row(Table table, List<@Nullable Object> values) {

  static <R> Row of(Mapping<R> mapping, R record) {
    return new Row(mapping.table(), mapping.row(record));
  }
}
