// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What answers a query, with values that can be compared across engines. */
interface Engine extends AutoCloseable {

  /**
   * @param rows numbers as Double, times as Instant, days as text, arrays and structs as lists
   */
  record Answer(List<String> columns, List<String> types, List<List<@Nullable Object>> rows) {}

  Answer ask(String sql);

  @Override
  void close();
}
