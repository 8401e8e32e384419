// SPDX-License-Identifier: Apache-2.0
/** The warehouse on one machine: the Storage Write API over a DuckDB file, and queries of it. */
@NullMarked
package io.fivewhys.local.warehouse;

import org.jspecify.annotations.NullMarked;
