// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

/** What the command ends with; scripts rely on it. */
final class ExitCode {

  static final int DONE = 0;

  /** A fault of ours. */
  static final int FAULT = 1;

  /** Wrong usage or settings. */
  static final int USAGE = 2;

  static final int INPUT_UNREADABLE = 3;

  /** Some entries were rejected, and the user wanted to know. */
  static final int REJECTED = 4;

  private ExitCode() {}
}
