// SPDX-License-Identifier: Apache-2.0
/**
 * The warehouse as analysts see it, defined once: tables with what fills each column, and what
 * BigQuery and DuckDB make of them.
 */
@NullMarked
package io.fivewhys.warehouse;

import org.jspecify.annotations.NullMarked;
