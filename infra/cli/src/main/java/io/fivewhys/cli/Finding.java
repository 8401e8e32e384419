// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

/**
 * One thing that was looked at.
 *
 * @param subject what it is
 * @param text how it is; of a fault, what to do about it
 */
record Finding(Status status, String subject, String text) {

  enum Status {
    OK,
    FAULT,
    /** It could not be looked at, or is not asked for. */
    SKIPPED
  }

  static Finding ok(String subject, String text) {
    return new Finding(Status.OK, subject, text);
  }

  static Finding fault(String subject, String text) {
    return new Finding(Status.FAULT, subject, text);
  }

  static Finding skipped(String subject, String text) {
    return new Finding(Status.SKIPPED, subject, text);
  }

  String line() {
    return "%-7s %s: %s".formatted(status, subject, text.replaceAll("\\s+", " "));
  }
}
