// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;

/**
 * A warehouse table, the same in BigQuery and DuckDB. Append-only: each row lands once.
 *
 * @param key columns that name a row
 * @param partition the TIMESTAMP column whose UTC day says in which partition a row lies
 * @param clustering columns that rows of a partition lie sorted by, at most four
 */
public record Table(
    String name,
    List<String> key,
    String partition,
    List<String> clustering,
    Keep keep,
    List<Column> columns,
    String doc) {

  /** How long rows matter: what is counted by the minute grows, what happened does not. */
  public enum Keep {
    /** As long as the warehouse. */
    ALWAYS,
    /** As long as minutes are kept; how long that is, is a setting. */
    MINUTES,
    /** For a month: there to be looked at, not to be counted. */
    MONTH
  }
}
