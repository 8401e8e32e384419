// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a line is an error. Where a severity other than DEFAULT was sent, it decides: ERROR and
 * above are, everything below is not, whatever the text or nested members say. Only where none was
 * sent does the shape of the text's beginning decide: a Python traceback, a Go or Rust panic, an
 * exception's class with a colon behind it, an upper-case level word near the start, a connection
 * that a Go program could not make, or the message of the built-in Cloud SQL proxy.
 */
final class ErrorShape {

  private static final int LEVEL_WITHIN = 80;
  private static final int SHAPE_WITHIN = 400;

  private static final Pattern LEVEL =
      Pattern.compile("(?<![A-Za-z0-9_])(?:ERROR|CRITICAL|FATAL|PANIC|SEVERE)(?![A-Za-z0-9_])");

  /** A class name, or a bare {@code Error:} that begins a line. */
  private static final Pattern EXCEPTION =
      Pattern.compile(
          "(?:[A-Za-z0-9_$]{1,80}(?:Error|Exception)|(?m:^)(?:Uncaught )?Error)(?::|\\))"
              + "|(?m:^)Exception in thread \"");

  private ErrorShape() {}

  static boolean isError(@Nullable String severity, String text) {
    if (severity == null || severity.isEmpty() || severity.equals("DEFAULT")) {
      return looksLikeError(text);
    }
    return switch (severity) {
      case "ERROR", "CRITICAL", "ALERT", "EMERGENCY" -> true;
      default -> false;
    };
  }

  static boolean looksLikeError(String text) {
    String head = Redaction.cut(Signature.withoutColours(Redaction.cut(text, 1_000)), SHAPE_WITHIN);
    return hasLevel(head)
        || head.contains("Traceback (most recent call last)")
        || head.startsWith("panic:")
        || head.startsWith("fatal error:")
        || head.contains("goroutine ") && head.contains(" [running]")
        || head.startsWith("thread '") && head.contains("panicked at")
        || head.contains("dial tcp") // how every failed connection of a Go program begins
        || head.contains("Cloud SQL connection failed.")
        || head.contains("CloudSQL connection failed.")
        || mayNameException(head) && EXCEPTION.matcher(head).find();
  }

  private static boolean hasLevel(String head) {
    String start = Redaction.cut(head, LEVEL_WITHIN);
    return (start.contains("ERROR")
            || start.contains("FATAL")
            || start.contains("CRITICAL")
            || start.contains("PANIC")
            || start.contains("SEVERE"))
        && LEVEL.matcher(start).find();
  }

  private static boolean mayNameException(String head) {
    return head.contains("Error") || head.contains("Exception");
  }
}
