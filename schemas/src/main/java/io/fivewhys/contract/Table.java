// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.util.List;

/**
 * A warehouse table, the same in BigQuery and DuckDB. Append-only: each row lands once.
 *
 * @param key columns that name a row
 */
public record Table(String name, List<String> key, List<Column> columns, String doc) {}
