// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

/**
 * One log entry as Cloud Logging would send it.
 *
 * @param receiveNanos when Cloud Logging had it, since the epoch; entries arrive in this order
 * @param json UTF-8, on one line
 */
public record Entry(long receiveNanos, byte[] json) {}
