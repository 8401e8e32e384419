// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

/** Takes the rows that the warehouse does not. Called in row order by the thread that appends. */
public interface RefusedRows {

  /**
   * @param row with the very list of values that was appended
   */
  void refused(Row row, String reason);
}
