// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

/** Texts cut to what another tool takes, between characters and with a sign that they were. */
final class TextLimit {

  private TextLimit() {}

  /** At most so many code points. */
  static String characters(String text, int most) {
    return TerminalText.length(text) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
