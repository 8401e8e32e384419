// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query's result as text that ends with a line end. What the cells say may come from an attacker:
 * no control character reaches a terminal, and no cell of a CSV file starts a formula.
 */
public enum QueryFormat {
  TABLE {
    @Override
    public String of(QueryResult result) {
      List<List<String>> lines = new ArrayList<>();
      lines.add(result.columns().stream().map(QueryFormat::visible).toList());
      for (List<@Nullable Object> row : result.rows()) {
        lines.add(row.stream().map(value -> visible(text(value))).toList());
      }
      int[] widths = widths(lines);
      StringBuilder out = new StringBuilder();
      for (int line = 0; line < lines.size(); line++) {
        for (int i = 0; i < widths.length; i++) {
          boolean right = line > 0 && result.rows().get(line - 1).get(i) instanceof Number;
          pad(out, lines.get(line).get(i), i == widths.length - 1 && !right ? 0 : widths[i], right);
          out.append(i == widths.length - 1 ? "\n" : "  ");
        }
        if (line == 0 && widths.length > 0) {
          for (int i = 0; i < widths.length; i++) {
            out.append("-".repeat(widths[i])).append(i == widths.length - 1 ? "\n" : "  ");
          }
        }
      }
      return out.append('(').append(rows(result.rows().size())).append(")\n").toString();
    }
  },

  CSV {
    @Override
    public String of(QueryResult result) {
      StringBuilder out = new StringBuilder();
      out.append(
          result.columns().stream()
              .map(QueryFormat::csv)
              .collect(Collectors.joining(",", "", "\r\n")));
      for (List<@Nullable Object> row : result.rows()) {
        out.append(row.stream().map(QueryFormat::csv).collect(Collectors.joining(",", "", "\r\n")));
      }
      return out.toString();
    }
  },

  JSON {
    @Override
    public String of(QueryResult result) {
      StringBuilder out = new StringBuilder("[");
      for (int line = 0; line < result.rows().size(); line++) {
        out.append(line == 0 ? "\n{" : ",\n{");
        for (int i = 0; i < result.columns().size(); i++) {
          out.append(i == 0 ? "" : ",");
          json(out, result.columns().get(i));
          json(out.append(':'), result.rows().get(line).get(i));
        }
        out.append('}');
      }
      return out.append(result.rows().isEmpty() ? "]\n" : "\n]\n").toString();
    }
  };

  public abstract String of(QueryResult result);

  private static String rows(int count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private static int[] widths(List<List<String>> lines) {
    int[] widths = new int[lines.getFirst().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).codePointCount(0, line.get(i).length()));
      }
    }
    return widths;
  }

  private static void pad(StringBuilder out, String text, int width, boolean right) {
    String spaces = " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    out.append(right ? spaces + text : text + spaces);
  }

  /** Null is empty; arrays and structs are JSON. */
  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> json(list);
      case Map<?, ?> map -> json(map);
      default -> value.toString();
    };
  }

  /** Control and direction characters as escapes. */
  private static String visible(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)
              || Character.getType(c) == Character.FORMAT
              || Character.getType(c) == Character.LINE_SEPARATOR
              || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
              || Character.getType(c) == Character.SURROGATE) {
            out.append(String.format("\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static String csv(@Nullable Object value) {
    String text = text(value);
    boolean formula =
        !(value instanceof Number) && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String cell = formula ? "'" + text : text;
    return cell.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }

  private static String json(Object value) {
    StringBuilder out = new StringBuilder();
    json(out, value);
    return out.toString();
  }

  private static void json(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Boolean flag -> out.append(flag);
      case Double number when !Double.isFinite(number) -> string(out, number.toString());
      case Float number when !Float.isFinite(number) -> string(out, number.toString());
      case Number number -> out.append(number);
      case Instant time -> string(out, time.toString());
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          out.append(separator);
          json(out, element);
          separator = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> member : map.entrySet()) {
          out.append(separator);
          string(out, String.valueOf(member.getKey()));
          json(out.append(':'), member.getValue());
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      default -> string(out, value.toString());
    }
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20
          || (c >= 0x7f && c < 0xa0)
          || (Character.isSurrogate(c) && alone(text, i))) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean alone(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
        : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }
}
