// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import org.jspecify.annotations.Nullable;

/** Texts of strangers, cut so that no log can make a page of any size. */
final class Texts {

  /** A name or a value. */
  static final int SHORT = 400;

  /** A sentence or a message. */
  static final int LONG = 1_500;

  private Texts() {}

  static String cut(String text) {
    return cut(text, SHORT);
  }

  /** Never between the halves of one character. */
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  static @Nullable String cutOrNull(@Nullable String text, int length) {
    return text == null ? null : cut(text, length);
  }
}
