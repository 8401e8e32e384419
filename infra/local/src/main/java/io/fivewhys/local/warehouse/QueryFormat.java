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
 * nothing a terminal obeys or hides is written as it is, and no cell of a CSV file starts a
 * formula. Only JSON tells an escape from the same characters in the data.
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
  static String visible(String text) {
    return visible(text, "");
  }

  private static String visible(String text, String but) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (unseen(c) && but.indexOf(c) < 0) {
            escape(out, c);
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /** What a terminal obeys or hides instead of showing it; also half a surrogate pair. */
  private static boolean unseen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** In UTF-16, as JSON has it. */
  private static void escape(StringBuilder out, int codePoint) {
    for (char c : Character.toChars(codePoint)) {
      out.append(String.format("\\u%04x", (int) c));
    }
  }

  /** A cell keeps its line feeds and tabs, in quotes; a lone return could overwrite a line. */
  private static String csv(@Nullable Object value) {
    String text = text(value);
    boolean formula =
        !(value instanceof Number) && !text.isEmpty() && "=+-@\t".indexOf(text.charAt(0)) >= 0;
    String cell = visible(formula ? "'" + text : text, "\t\n");
    return cell.chars().anyMatch(c -> "\",\t\n".indexOf(c) >= 0)
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
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').appendCodePoint(c);
          } else if (unseen(c)) {
            escape(out, c);
          } else {
            out.appendCodePoint(c);
          }
        });
    out.append('"');
  }
}
