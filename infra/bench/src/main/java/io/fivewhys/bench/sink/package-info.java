// SPDX-License-Identifier: Apache-2.0
/** What the benchmark of the warehouse sink writes, to whom, and what stands beside it. */
@NullMarked
package io.fivewhys.bench.sink;

import org.jspecify.annotations.NullMarked;
