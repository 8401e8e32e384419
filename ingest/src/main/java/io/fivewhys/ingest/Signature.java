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

  private static final int LONGEST_QUOTED = 200;
  private static final int LONG_TOKEN = 16;

  /** Frames of runtimes and libraries. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "site-packages|dist-packages|/lib/python|<frozen|node_modules|node:|\\(internal/|"
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
        own = FOREIGN.matcher(stripped).find() ? own : frame;
      } else if (!stripped.isEmpty()
          && !Character.isWhitespace(line.charAt(0))
          && !stripped.startsWith("Traceback ")) {
        exception = stripped;
      }
    }
    return join(exception, own.isEmpty() ? frame : own);
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
    StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST + 16));
    int length = text.length();
    int at = 0;
    while (at < length && out.length() < LONGEST) {
      char c = text.charAt(at);
      if (isWord(c)) {
        at = word(text, at, out);
      } else if (c == 0x1b) {
        at = behindColour(text, at);
      } else if (c <= ' ' || c == 0x7f) {
        at++;
        blank(out);
      } else if ((c == '"' || c == '\'' || c == '`') && (at == 0 || !isWord(text.charAt(at - 1)))) {
        int close = closing(text, at, c);
        out.append(c);
        if (close > 0) {
          out.append('*').append(c);
        }
        at = close > 0 ? close + 1 : at + 1;
      } else {
        out.append(c);
        at++;
      }
    }
    int end = out.length();
    if (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    return Redaction.cut(out.substring(0, end), LONGEST);
  }

  private static void blank(StringBuilder out) {
    int end = out.length();
    if (end > 0 && out.charAt(end - 1) != ' ') {
      out.append(' ');
    }
  }

  /** Index of the closing quote of a value on one line, 0 without. */
  private static int closing(String text, int open, char quote) {
    int bound = Math.min(text.length(), open + LONGEST_QUOTED);
    for (int i = open + 1; i < bound; i++) {
      char c = text.charAt(i);
      if (c == quote) {
        return i;
      }
      if (c == '\n') {
        return 0;
      }
    }
    return 0;
  }

  /** Takes one run of letters and digits, masked; behind a masked one with what joins them. */
  private static int word(String text, int begin, StringBuilder out) {
    int length = text.length();
    int uuid = uuidEnd(text, begin);
    if (uuid > 0) {
      number(out);
      return uuid;
    }
    int end = begin;
    int digits = 0;
    boolean hex = true;
    while (end < length && isWord(text.charAt(end))) {
      char c = text.charAt(end++);
      if (c >= '0' && c <= '9') {
        digits++;
      } else {
        int letter = c | 0x20;
        hex &= letter >= 'a' && letter <= 'f' || letter == 'x' && end == begin + 2;
      }
    }
    int size = end - begin;
    if (digits == 0) {
      out.append(text, begin, end);
    } else if (digits == size || hex && size >= 8 || size >= LONG_TOKEN && digits > 1) {
      number(out);
    } else {
      for (int i = begin; i < end; i++) {
        char c = text.charAt(i);
        if (c < '0' || c > '9') {
          out.append(c);
        } else if (out.isEmpty() || out.charAt(out.length() - 1) != '#') {
          out.append('#');
        }
      }
    }
    return end;
  }

  /** Appends a '#'; 10.8.0.3:5432 and 12:30:00.5 are one. */
  private static void number(StringBuilder out) {
    int end = out.length();
    if (end > 1 && out.charAt(end - 2) == '#' && ".:-,".indexOf(out.charAt(end - 1)) >= 0) {
      out.setLength(end - 1);
    } else {
      out.append('#');
    }
  }

  private static int behindColour(String text, int escape) {
    int at = escape + 1;
    if (at < text.length() && text.charAt(at) == '[') {
      at++;
      while (at < text.length() && text.charAt(at) >= 0x20 && text.charAt(at) < 0x40) {
        at++;
      }
      return Math.min(at + 1, text.length());
    }
    return at;
  }

  /** The text without colours; itself when it has none. */
  static String withoutColours(String text) {
    if (text.indexOf(0x1b) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      if (text.charAt(at) == 0x1b) {
        at = behindColour(text, at);
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }

  private static int uuidEnd(String text, int begin) {
    if (begin + 36 > text.length() || text.charAt(begin + 8) != '-') {
      return 0;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(begin + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return 0;
      }
    }
    return begin + 36;
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
