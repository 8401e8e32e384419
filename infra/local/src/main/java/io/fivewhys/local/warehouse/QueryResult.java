// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query gave.
 *
 * @param rows of null, String, Boolean, Number, Instant, List (an array) or Map (a struct)
 */
public record QueryResult(List<String> columns, List<List<@Nullable Object>> rows) {}
