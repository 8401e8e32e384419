// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.contract.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table.
 *
 * @param values in the order of the table's columns: String, Long (timestamps in microseconds),
 *     Double, Boolean; a repeated column is a list, a struct a list of its fields' values; null
 *     only where the column allows it. The list may hold nulls, so it is not copied
 */
public record Row(Table table, List<@Nullable Object> values) {}
