// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

/**
 * One thing that can be done about a size, as the platform lets it.
 *
 * @param text a sentence with its numbers
 */
public record Advice(String text, Cost cost) {

  /** What it does to the bill. */
  public enum Cost {
    CHEAPER,
    SAME,
    DEARER
  }
}
