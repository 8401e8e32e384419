// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Dialect;
import io.fivewhys.warehouse.Functions;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The GoogleSQL emulator with the rows of a warehouse file, and our views and functions. */
final class EmulatedEngine implements Engine {

  static final String DATASET = BigQueryEmulator.PROJECT + '.' + BigQueryEmulator.DATASET;
  private static final int BATCH_ROWS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BigQueryEmulator emulator = BigQueryEmulator.start();
  private final HttpClient client = HttpClient.newHttpClient();

  /** Skips the test where there is no emulator. */
  static EmulatedEngine of(Path file) {
    EmulatedEngine engine = new EmulatedEngine();
    for (Table table : Tables.ALL) {
      engine.ask(create(table));
      engine.load(file, table);
    }
    Functions.create(Dialect.BIGQUERY, DATASET).forEach(engine::ask);
    return engine;
  }

  @Override
  public Answer ask(String sql) {
    ObjectNode question = JSON.createObjectNode().put("query", sql).put("useLegacySql", false);
    JsonNode answer = post("/queries", question);
    List<String> columns = new ArrayList<>();
    List<String> types = new ArrayList<>();
    JsonNode fields = answer.at("/schema/fields");
    for (JsonNode field : fields) {
      columns.add(field.get("name").asText());
      types.add(field.path("mode").asText() + ' ' + field.get("type").asText());
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (JsonNode row : answer.path("rows")) {
      rows.add(members(row, fields));
    }
    return new Answer(columns, types, rows);
  }

  /** Of its REST API. */
  String endpoint() {
    return emulator.endpoint();
  }

  @Override
  public void close() {
    client.close();
    emulator.close();
  }

  private void load(Path file, Table table) {
    QueryResult rows = WarehouseQuery.run(file, "SELECT * FROM " + table.name());
    if (table.columns().stream().anyMatch(EmulatedEngine::isDeep)) {
      rows.rows().forEach(row -> ask(insert(table, rows.columns(), row)));
      return;
    }
    for (int from = 0; from < rows.rows().size(); from += BATCH_ROWS) {
      ArrayNode batch = JSON.createArrayNode();
      rows.rows()
          .subList(from, Math.min(from + BATCH_ROWS, rows.rows().size()))
          .forEach(row -> {
            ObjectNode json = batch.addObject().putObject("json");
            for (int i = 0; i < row.size(); i++) {
              json.set(rows.columns().get(i), JSON.valueToTree(text(row.get(i))));
            }
          });
      JsonNode answer =
          post(
              "/datasets/%s/tables/%s/insertAll".formatted(BigQueryEmulator.DATASET, table.name()),
              JSON.createObjectNode().set("rows", batch));
      if (answer.has("insertErrors")) {
        throw new IllegalStateException(table.name() + ": " + answer);
      }
    }
  }

  /** Lists of structs within structs, which insertAll stores so that nobody can read them. */
  private static boolean isDeep(Column column) {
    return column.fields().stream()
        .anyMatch(field -> field.type() == Column.Type.STRUCT || isDeep(field));
  }

  private static String insert(Table table, List<String> names, List<@Nullable Object> row) {
    List<String> values = new ArrayList<>();
    for (Column column : table.columns()) {
      values.add(literal(column, row.get(names.indexOf(column.name()))));
    }
    return "INSERT INTO `%s.%s` VALUES (%s)"
        .formatted(DATASET, table.name(), String.join(", ", values));
  }

  private static String literal(Column column, @Nullable Object value) {
    if (column.mode() == Column.Mode.REPEATED) {
      List<?> elements = value == null ? List.of() : (List<?>) value;
      return elements.stream()
          .map(element -> single(column, element))
          .collect(Collectors.joining(", ", type(column) + "[", "]"));
    }
    return value == null ? "CAST(NULL AS " + type(column) + ")" : single(column, value);
  }

  private static String single(Column column, Object value) {
    return switch (value) {
      case Instant time -> "TIMESTAMP '" + time + "'";
      case String text -> JSON.valueToTree(text).toString();
      case Map<?, ?> struct ->
          column.fields().stream()
              .map(field -> literal(field, struct.get(field.name())))
              .collect(Collectors.joining(", ", struct(column) + "(", ")"));
      default -> value.toString();
    };
  }

  /** Times as text, also within lists and structs. */
  private static @Nullable Object text(@Nullable Object value) {
    return switch (value) {
      case Instant time -> time.toString();
      case List<?> list -> list.stream().map(EmulatedEngine::text).toList();
      case Map<?, ?> struct -> {
        ObjectNode json = JSON.createObjectNode();
        struct.forEach((name, member) -> json.set(name.toString(), JSON.valueToTree(text(member))));
        yield json;
      }
      case null, default -> value;
    };
  }

  private static String create(Table table) {
    return table.columns().stream()
        .map(EmulatedEngine::declared)
        .collect(
            Collectors.joining(", ", "CREATE TABLE `" + DATASET + "." + table.name() + "` (", ")"));
  }

  private static String declared(Column column) {
    return '`' + column.name() + "` " + type(column);
  }

  private static String type(Column column) {
    String type = column.type() == Column.Type.STRUCT ? struct(column) : column.type().name();
    return column.mode() == Column.Mode.REPEATED ? "ARRAY<" + type + ">" : type;
  }

  private static String struct(Column column) {
    return column.fields().stream()
        .map(EmulatedEngine::declared)
        .collect(Collectors.joining(", ", "STRUCT<", ">"));
  }

  private static List<@Nullable Object> members(JsonNode row, JsonNode fields) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      values.add(
          value(
              row.get("f").get(i).get("v"),
              fields.get(i),
              fields.get(i).path("mode").asText().equals("REPEATED")));
    }
    return values;
  }

  private static @Nullable Object value(JsonNode value, JsonNode field, boolean repeated) {
    if (repeated) {
      List<@Nullable Object> elements = new ArrayList<>();
      value.forEach(element -> elements.add(value(element.get("v"), field, false)));
      return elements;
    }
    if (value == null || value.isNull()) {
      return null;
    }
    return switch (field.get("type").asText()) {
      case "INTEGER", "FLOAT", "NUMERIC" -> Double.valueOf(value.asText());
      case "BOOLEAN" -> Boolean.valueOf(value.asText());
      case "TIMESTAMP" ->
          Instant.EPOCH.plus(
              new BigDecimal(value.asText()).movePointRight(6).longValueExact(), ChronoUnit.MICROS);
      case "RECORD" -> members(value, field.get("fields"));
      default -> value.asText();
    };
  }

  private JsonNode post(String path, JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    emulator.endpoint()
                        + "/bigquery/v2/projects/"
                        + BigQueryEmulator.PROJECT
                        + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      JsonNode answer =
          JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (answer.has("error")) {
        throw new IllegalStateException(
            answer.at("/error/message").asText() + "\nfor " + body.path("query").asText(path));
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("the emulator does not answer " + body.path("query"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
