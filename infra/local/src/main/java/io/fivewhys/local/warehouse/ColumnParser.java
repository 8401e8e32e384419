// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema.Mode;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a column's type as DuckDB writes it: {@code STRUCT(bucket BIGINT, "a ""b" VARCHAR[])[]}. A
 * list is a repeated column whether it may be null or not. DuckDB knows no constraint on the fields
 * of a struct, so they are nullable.
 */
final class ColumnParser {

  private static final String STRUCT = "STRUCT(";

  private final String text;
  private int at;

  private ColumnParser(String text) {
    this.text = text;
  }

  static FileColumn column(String name, String type, boolean required) {
    return new ColumnParser(type).column(name, required ? Mode.REQUIRED : Mode.NULLABLE);
  }

  private FileColumn column(String name, Mode mode) {
    int begin = at;
    List<FileColumn> fields = List.of();
    Type type;
    if (text.startsWith(STRUCT, at)) {
      at += STRUCT.length();
      fields = fields();
      type = Type.STRUCT;
    } else {
      type = scalar(word());
    }
    int lists = lists();
    return new FileColumn(
        name,
        text.substring(begin, at),
        lists > 1 ? Type.TYPE_UNSPECIFIED : type,
        lists > 0 ? Mode.REPEATED : mode,
        fields);
  }

  private static Type scalar(String word) {
    return switch (word) {
      case "VARCHAR" -> Type.STRING;
      case "BIGINT" -> Type.INT64;
      case "DOUBLE" -> Type.DOUBLE;
      case "BOOLEAN" -> Type.BOOL;
      case "TIMESTAMP" -> Type.TIMESTAMP;
      default -> Type.TYPE_UNSPECIFIED;
    };
  }

  private List<FileColumn> fields() {
    List<FileColumn> fields = new ArrayList<>();
    while (text.charAt(at) != ')') {
      if (text.startsWith(", ", at)) {
        at += 2;
      }
      String name = name();
      at++; // the blank
      fields.add(column(name, Mode.NULLABLE));
    }
    at++;
    return fields;
  }

  private String name() {
    if (text.charAt(at) != '"') {
      int begin = at;
      at = text.indexOf(' ', at);
      return text.substring(begin, at);
    }
    StringBuilder name = new StringBuilder();
    for (at++; text.charAt(at) != '"' || text.startsWith("\"\"", at); at++) {
      if (text.charAt(at) == '"') {
        at++;
      }
      name.append(text.charAt(at));
    }
    at++;
    return name.toString();
  }

  /** With what it has in brackets: {@code DECIMAL(18,3)} is one. */
  private String word() {
    int begin = at;
    int depth = 0;
    while (at < text.length() && (depth > 0 || ",)[".indexOf(text.charAt(at)) < 0)) {
      depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
      at++;
    }
    return text.substring(begin, at);
  }

  private int lists() {
    int lists = 0;
    while (at < text.length() && text.charAt(at) == '[') {
      at = text.indexOf(']', at) + 1;
      lists++;
    }
    return lists;
  }
}
