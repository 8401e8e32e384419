// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

/** Percentiles of latency in milliseconds, each within 1 % of the exact nearest-rank value. */
public record Latency(double p50, double p90, double p95, double p99) {}
