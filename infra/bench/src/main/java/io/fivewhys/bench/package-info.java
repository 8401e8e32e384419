// SPDX-License-Identifier: Apache-2.0
/** Benchmarks with their baselines beside them. */
@NullMarked
package io.fivewhys.bench;

import org.jspecify.annotations.NullMarked;
