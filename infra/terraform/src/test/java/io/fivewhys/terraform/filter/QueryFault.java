// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

/** A query that Cloud Logging would not take either, with the place where it goes wrong. */
final class QueryFault extends IllegalArgumentException {

  private final int position;

  QueryFault(String text, int position, String message) {
    super(message + " at " + lineOf(text, position) + ":" + columnOf(text, position));
    this.position = position;
  }

  /** Characters before the fault. */
  int position() {
    return position;
  }

  private static long lineOf(String text, int position) {
    return 1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  private static int columnOf(String text, int position) {
    return position - text.lastIndexOf('\n', position - 1);
  }
}
