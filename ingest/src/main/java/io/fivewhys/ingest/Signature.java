// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message says with its variable parts masked: numbers, hex, UUIDs, addresses and long mixed
 * tokens become '#', quoted values '*', colours and runs of blanks go. Of a stack trace the
 * exception with its message and the innermost frame of own code remain, without line numbers. The
 * same message gives the same signature whatever came before it.
 */
final class Signature {

  static final int LONGEST = 500;

  /** Frames of runtimes and libraries, except Python's. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "node_modules|node:|\\(internal/|"
              + "^(?:java|javax|jakarta|jdk|sun|com\\.sun|kotlin|scala|org\\.springframework|"
              + "org\\.apache|org\\.eclipse|org\\.hibernate|io\\.netty|io\\.grpc|reactor|"
              + "com\\.google|com\\.zaxxer|com\\.fasterxml|org\\.postgresql)\\.|"
              + "^(?:runtime|panic|net/http|reflect|testing)[./(]|\\.\\.\\. \\d+ more");

  private Signature() {}

  /** Bounded mask of a text, which is expected to be redacted. */
  static String of(String text) {
    if (text.indexOf('\n') >= 0) {
      String trace = ofTrace(text);
      if (trace != null) {
        return trace;
      }
    }
    return mask(text);
  }

  /** The exception and its innermost own frame; null for what is no stack trace. */
  private static @Nullable String ofTrace(String text) {
    List<String> lines = text.lines().toList();
    if (text.contains("Traceback (most recent call last)")) {
      return ofPython(lines);
    }
    if (text.startsWith("panic:") || text.contains("\ngoroutine ")) {
      return ofGo(lines);
    }
    for (String line : lines) {
      if (line.stripLeading().startsWith("at ")) {
        return ofFrames(lines);
      }
    }
    return null;
  }

  private static String ofPython(List<String> lines) {
    String exception = "";
    String frame = "";
    String own = "";
    for (String line : lines) {
      String stripped = line.strip();
      if (stripped.startsWith("File \"")) {
        frame = pythonFrame(stripped);
        own = isPythonLibrary(stripped) ? own : frame;
      } else if (!stripped.isEmpty()
          && !Character.isWhitespace(line.charAt(0))
          && !stripped.startsWith("Traceback ")) {
        exception = stripped;
      }
    }
    return join(exception, own.isEmpty() ? frame : own);
  }

  private static boolean isPythonLibrary(String frame) {
    return frame.contains("site-packages")
        || frame.contains("dist-packages")
        || frame.contains("/lib/python")
        || frame.contains("<frozen");
  }

  /** {@code File "/app/main.py", line 3, in handler} as {@code handler (/app/main.py)}. */
  private static String pythonFrame(String line) {
    int close = line.indexOf('"', "File \"".length());
    int in = line.lastIndexOf(", in ");
    String file = close < 0 ? line : line.substring("File \"".length(), close);
    return (in < 0 ? "" : line.substring(in + ", in ".length())) + " (" + file + ")";
  }

  /** Java and JavaScript: the innermost cause and the first own frame behind it. */
  private static String ofFrames(List<String> lines) {
    String exception = "";
    String first = "";
    String own = "";
    for (String line : lines) {
      String stripped = line.strip();
      if (stripped.startsWith("at ")) {
        String frame = stripped.substring("at ".length());
        first = first.isEmpty() ? frame : first;
        own = own.isEmpty() && !FOREIGN.matcher(frame).find() ? frame : own;
      } else if (exception.isEmpty()) {
        exception = stripped;
      } else if (stripped.startsWith("Caused by: ")) {
        exception = stripped.substring("Caused by: ".length());
        first = "";
        own = "";
      }
    }
    return join(exception, withoutLine(own.isEmpty() ? first : own));
  }

  private static String ofGo(List<String> lines) {
    List<String> functions = new ArrayList<>();
    String exception = "";
    boolean stack = false;
    for (String line : lines) {
      if (line.startsWith("goroutine ") && !stack) {
        stack = true;
      } else if (!stack) {
        exception = exception.isEmpty() ? line.strip() : exception;
      } else if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
        int arguments = line.lastIndexOf('(');
        functions.add(arguments > 0 ? line.substring(0, arguments) : line);
      }
    }
    return join(
        exception,
        functions.stream()
            .filter(function -> !FOREIGN.matcher(function + "(").find())
            .findFirst()
            .orElse(""));
  }

  private static String withoutLine(String frame) {
    int end = frame.endsWith(")") ? frame.length() - 1 : frame.length();
    int cut = end;
    while (cut > 0 && (Character.isDigit(frame.charAt(cut - 1)) || frame.charAt(cut - 1) == ':')) {
      cut--;
    }
    return frame.substring(0, cut) + frame.substring(end);
  }

  private static String join(String exception, String frame) {
    String masked = mask(exception);
    return frame.isEmpty()
        ? masked
        : Redaction.cut(masked, LONGEST / 2) + " at " + Redaction.cut(mask(frame), LONGEST / 2 - 4);
  }

  /** One line of it, masked. */
  static String mask(String text) {
    return new Mask(text).run();
  }

  /** The text without colours; itself when it has none. */
  static String withoutColours(String text) {
    if (text.indexOf(Mask.ESCAPE) < 0) {
      return text;
    }
    char[] chars = text.toCharArray();
    StringBuilder out = new StringBuilder(chars.length);
    for (int at = 0; at < chars.length; ) {
      if (chars[at] == Mask.ESCAPE) {
        at = Mask.behindColour(chars, at);
      } else {
        out.append(chars[at++]);
      }
    }
    return out.toString();
  }
}
