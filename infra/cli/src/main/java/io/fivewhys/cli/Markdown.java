// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What strangers logged, as Markdown that shows it and does nothing else: no HTML, link, picture,
 * heading or cell begins or ends in it.
 */
final class Markdown {

  /** Where these stand first, they begin a list or make a rule or a heading. */
  private static final Pattern FIRST =
      Pattern.compile("^(\\d*)([-+.)](?=\\s|$)|[-=](?=[-=\\s]*$))");

  private static final Pattern BACKTICKS = Pattern.compile("`+");

  private static final int SHORTEST_FENCE = 3;

  private Markdown() {}

  /** On one line; also good for a cell. */
  static String text(String text) {
    StringBuilder out = new StringBuilder();
    TerminalText.plain(text)
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '|' -> out.append("&#124;");
            case '\\' -> out.append("&#92;");
            case '@' -> out.append("&#64;");
            case '`', '*', '_', '[', ']', '~', '#', '$', '!' -> out.append('\\').appendCodePoint(c);
            default -> out.appendCodePoint(c);
          }
        });
    return FIRST.matcher(unlinked(out.toString())).replaceFirst("$1\\\\$2");
  }

  /** Lines as they are, in a fence that none of them can close. */
  static String block(String language, String text) {
    String lines =
        text.lines().map(TerminalText::visible).collect(Collectors.joining("\n")).stripTrailing();
    int longest =
        BACKTICKS.matcher(lines).results().mapToInt(run -> run.group().length()).max().orElse(0);
    String fence = "`".repeat(Math.max(SHORTEST_FENCE, longest + 1));
    return fence + language + "\n" + lines + "\n" + fence + "\n";
  }

  /** Some make links of what looks like an address. */
  private static String unlinked(String text) {
    return text.replace("://", "\\://").replaceAll("(?i)\\b(www)\\.", "$1\\\\.");
  }
}
