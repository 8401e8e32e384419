// SPDX-License-Identifier: Apache-2.0
/**
 * The report's queries on either engine: one text for DuckDB and BigQuery, and rows that look the
 * same from both. What is asked for is bound, never part of a text.
 */
@NullMarked
package io.fivewhys.sinks.report.engine;

import org.jspecify.annotations.NullMarked;
