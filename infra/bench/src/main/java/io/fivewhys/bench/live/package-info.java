// SPDX-License-Identifier: Apache-2.0
/** The services as processes of their own, for benchmarks and chaos. */
@NullMarked
package io.fivewhys.bench.live;

import org.jspecify.annotations.NullMarked;
