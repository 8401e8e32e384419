// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A table's columns as the JSON that BigQuery's API, {@code bq} and Terraform's {@code schema}
 * take.
 */
public final class BigQuerySchema {

  private static final JsonFactory JSON = new JsonFactory();

  private BigQuerySchema() {}

  /** An array, indented, with a line break at its end. */
  public static String json(Table table) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      fields(json, table.columns());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void fields(JsonGenerator json, List<Column> columns) throws IOException {
    json.writeStartArray();
    for (Column column : columns) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", type(column.type()));
      json.writeStringField("mode", column.mode().name());
      json.writeStringField("description", column.doc());
      if (!column.fields().isEmpty()) {
        json.writeFieldName("fields");
        fields(json, column.fields());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The API's names, in which it also answers: it has others for some of SQL's types. */
  private static String type(Column.Type type) {
    return switch (type) {
      case INT64 -> "INTEGER";
      case FLOAT64 -> "FLOAT";
      case BOOL -> "BOOLEAN";
      case STRUCT -> "RECORD";
      case STRING, TIMESTAMP -> type.name();
    };
  }
}
