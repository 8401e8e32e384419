// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a revision did not become ready, in the platform's words. */
final class Failure {

  private static final int LONGEST = 300;

  /** What every such announcement begins with; it says nothing that the caller does not know. */
  private static final Pattern PREAMBLE =
      Pattern.compile("^Ready condition status changed to \\S+ for \\S+ \\S+ with message: ");

  private Failure() {}

  static String text(@Nullable String reason, @Nullable String message) {
    String said = message == null ? "" : PREAMBLE.matcher(message).replaceFirst("").strip();
    String text =
        reason == null || reason.isBlank()
            ? said
            : said.isEmpty() ? reason.strip() : reason.strip() + ": " + said;
    return cut(text.isEmpty() ? "no reason given" : text, LONGEST);
  }

  /** The first {@code length} characters, no surrogate pair torn. */
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }
}
