// SPDX-License-Identifier: Apache-2.0
/**
 * What there is against what is used: the hours of capacity_samples, where they are heading, and
 * what can be done about it.
 */
@NullMarked
package io.fivewhys.sinks.report.capacity;

import org.jspecify.annotations.NullMarked;
