// SPDX-License-Identifier: Apache-2.0
/**
 * Rows into BigQuery through the Storage Write API, each exactly once; on one machine the same
 * client writes to a local server of that API.
 */
@NullMarked
package io.fivewhys.sinks.bigquery;

import org.jspecify.annotations.NullMarked;
