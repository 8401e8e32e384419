// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

/**
 * The highest use of one hour, as a row of capacity_samples says.
 *
 * @param start of the hour, microseconds since the epoch
 */
record Peak(long start, double value) {}
