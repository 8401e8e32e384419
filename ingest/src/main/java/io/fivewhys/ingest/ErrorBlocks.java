// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages in a text, without the frames between them. Each traceback of Python and each cause
 * of Java or JavaScript begins one of its own; what decides comes last: of causes the innermost, of
 * tracebacks the exception that was not handled. A text without frames is one message.
 */
final class ErrorBlocks {

  private final List<String> blocks = new ArrayList<>();
  private final StringBuilder block = new StringBuilder();

  /** Whether the lines are frames of Python up to the first that is not indented. */
  private boolean frames;

  private ErrorBlocks() {}

  static List<String> of(String text) {
    return text.indexOf('\n') < 0 ? List.of(text) : new ErrorBlocks().split(text);
  }

  private List<String> split(String text) {
    for (int begin = 0; begin < text.length(); ) {
      int end = text.indexOf('\n', begin);
      end = end < 0 ? text.length() : end;
      line(text, begin, end);
      begin = end + 1;
    }
    next();
    return blocks;
  }

  private void line(String text, int begin, int end) {
    int first = begin;
    while (first < end && text.charAt(first) <= ' ') {
      first++;
    }
    if (first == end) {
      return;
    }
    if (text.startsWith("Traceback (most recent call last)", first)) {
      next();
      frames = true;
    } else if (frames && first > begin) {
      return;
    } else if (text.startsWith("Caused by: ", first) || text.startsWith("[cause]: ", first)) {
      next();
      append(text, first, end);
    } else if (!isFrame(text, first)) {
      frames = false;
      append(text, begin, end);
    }
  }

  private static boolean isFrame(String text, int first) {
    return text.startsWith("at ", first) && !text.startsWith("at least ", first)
        || text.startsWith("... ", first)
        || text.startsWith("During handling of the above exception", first)
        || text.startsWith("The above exception was the direct cause", first);
  }

  private void append(String text, int begin, int end) {
    block.append(block.isEmpty() ? "" : "\n").append(text, begin, end);
  }

  private void next() {
    frames = false;
    if (!block.isEmpty()) {
      blocks.add(block.toString());
      block.setLength(0);
    }
  }
}
