// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.warehouse.Table;

/** Somewhere to append rows to the tables of {@link io.fivewhys.warehouse.Tables}. */
public interface Warehouse extends AutoCloseable {

  /** A writer of its own stream of {@code table}, going on where {@code progress} stands. */
  TableWriter writer(Table table, StreamProgress progress, RefusedRows refusedRows);

  @Override
  void close();
}
