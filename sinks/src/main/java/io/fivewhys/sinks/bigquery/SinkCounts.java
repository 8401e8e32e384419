// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a sink has committed since its start, by table, and how often it had to begin again. What
 * the warehouse refused is a row of {@code rejected_entries} too.
 */
public final class SinkCounts {

  public final LongAdder messages = new LongAdder();
  public final LongAdder commits = new LongAdder();
  public final LongAdder setbacks = new LongAdder();

  /** Messages in hand now, read and not yet committed. */
  public final AtomicInteger held = new AtomicInteger();

  private final Map<String, LongAdder> rows = new TreeMap<>();
  private final Map<String, LongAdder> refused = new TreeMap<>();

  public SinkCounts() {
    for (Table table : Tables.ALL) {
      rows.put(table.name(), new LongAdder());
      refused.put(table.name(), new LongAdder());
    }
  }

  /** Rows of a table that are in the warehouse. */
  public LongAdder rows(String table) {
    return adder(rows, table);
  }

  /** Rows of a table that the warehouse refused. */
  public LongAdder refused(String table) {
    return adder(refused, table);
  }

  private static LongAdder adder(Map<String, LongAdder> adders, String table) {
    LongAdder adder = adders.get(table);
    if (adder == null) {
      throw new IllegalArgumentException("no table " + table);
    }
    return adder;
  }
}
