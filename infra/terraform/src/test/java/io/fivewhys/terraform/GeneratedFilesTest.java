// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topic;
import io.fivewhys.contract.Topics;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import io.fivewhys.warehouse.BigQuerySchema;
import io.fivewhys.warehouse.Dialect;
import io.fivewhys.warehouse.Function;
import io.fivewhys.warehouse.Functions;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import io.fivewhys.warehouse.View;
import io.fivewhys.warehouse.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What Terraform takes from the code is written by the code: {@code -Dreference=write} writes it,
 * and a build in which it differs fails.
 */
class GeneratedFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path WAREHOUSE = Path.of("modules/warehouse");

  /** As it stands in the SQL files; the module puts its own dataset there. */
  private static final String DATASET = "PROJECT.fivewhys";

  @Test
  void topics_are_those_of_the_code() throws IOException {
    List<Object> topics = new ArrayList<>();
    for (Topic<?> topic : Topics.ALL) {
      topics.add(entry("name", topic.name(), "configs", topic.configs()));
    }
    check(Path.of("modules/kafka/topics.json"), json(topics));
  }

  @Test
  void settings_are_those_of_the_code() throws IOException {
    check(
        Path.of("settings.json"),
        json(Settings.ALL.stream().map(Setting::environment).sorted().toList()));
  }

  @Test
  void the_schema_of_escalations_is_that_of_the_code() throws IOException {
    check(Path.of("modules/escalations/escalation.avsc"), EscalationSchema.definition());
  }

  @Test
  void tables_are_those_of_the_code() throws IOException {
    List<Object> tables = new ArrayList<>();
    SortedMap<Path, String> files = new TreeMap<>();
    for (Table table : Tables.ALL) {
      tables.add(
          entry(
              "name", table.name(),
              "description", table.doc(),
              "partition", table.partition(),
              "clustering", table.clustering(),
              "keep", table.keep().name().toLowerCase(Locale.ROOT)));
      files.put(WAREHOUSE.resolve("tables/" + table.name() + ".json"), BigQuerySchema.json(table));
    }
    check(WAREHOUSE.resolve("tables.json"), json(tables));
    checkFolder(WAREHOUSE.resolve("tables"), files);
  }

  @Test
  void views_and_functions_are_those_of_the_code() throws IOException {
    List<Object> definitions = new ArrayList<>();
    SortedMap<Path, String> views = new TreeMap<>();
    SortedMap<Path, String> functions = new TreeMap<>();
    SortedMap<String, Integer> layers = new TreeMap<>();
    for (Function function : Functions.scalars(Dialect.BIGQUERY)) {
      definitions.add(function(function, "scalar", functions, layers));
    }
    SortedMap<String, Integer> viewLayers = new TreeMap<>();
    for (View view : Views.ALL) {
      String sql = view.sql(Dialect.BIGQUERY, DATASET) + "\n";
      int layer = layer(view.name(), sql, viewLayers);
      String file = "views/" + view.name() + ".sql";
      views.put(WAREHOUSE.resolve(file), sql);
      definitions.add(
          entry(
              "name",
              view.name(),
              "kind",
              "view",
              "layer",
              layer,
              "description",
              view.doc(),
              "file",
              file));
    }
    for (Function function : Functions.TABLES) {
      definitions.add(function(function, "rows", functions, new TreeMap<>()));
    }
    check(WAREHOUSE.resolve("definitions.json"), json(definitions));
    checkFolder(WAREHOUSE.resolve("views"), views);
    checkFolder(WAREHOUSE.resolve("functions"), functions);

    // Terraform knows no order within a resource: the module has one for each layer.
    String module =
        TerraformFiles.text(TerraformFiles.FOLDER.resolve(WAREHOUSE.resolve("main.tf")));
    assertThat(module).contains("\"scalar_" + layers.values().stream().max(Integer::compare).get());
    assertThat(module)
        .contains("\"view_" + viewLayers.values().stream().max(Integer::compare).get());
  }

  private static Map<String, Object> function(
      Function function,
      String kind,
      SortedMap<Path, String> files,
      SortedMap<String, Integer> layers) {
    String sql = function.sql(Dialect.BIGQUERY, DATASET) + "\n";
    String file = "functions/" + function.name() + ".sql";
    files.put(WAREHOUSE.resolve(file), sql);
    List<Object> arguments = new ArrayList<>();
    for (Function.Parameter parameter : function.parameters()) {
      arguments.add(entry("name", parameter.name(), "type", RoutineType.of(parameter.type())));
    }
    Map<String, Object> definition =
        entry(
            "name",
            function.name(),
            "kind",
            kind,
            "layer",
            layer(function.name(), sql, layers),
            "description",
            function.doc(),
            "file",
            file,
            "arguments",
            arguments);
    if (!function.isTable()) {
      definition.put("returns", RoutineType.of(function.returns()));
    }
    return definition;
  }

  /** One above the highest of those that its SQL names. */
  private static int layer(String name, String sql, SortedMap<String, Integer> layers) {
    int layer = 0;
    for (Map.Entry<String, Integer> other : layers.entrySet()) {
      if (Pattern.compile("fivewhys\\." + other.getKey() + "\\b").matcher(sql).find()) {
        layer = Math.max(layer, other.getValue() + 1);
      }
    }
    layers.put(name, layer);
    return layer;
  }

  private static Map<String, Object> entry(Object... namesAndValues) {
    Map<String, Object> entry = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      entry.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return entry;
  }

  private static String json(Object value) throws JsonProcessingException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    return JSON.writer(printer).writeValueAsString(value) + "\n";
  }

  /** And that nothing else lies there. */
  private static void checkFolder(Path folder, SortedMap<Path, String> files) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      check(file.getKey(), file.getValue());
    }
    try (Stream<Path> there = Files.list(TerraformFiles.FOLDER.resolve(folder))) {
      assertThat(there.map(file -> folder.resolve(file.getFileName())))
          .containsExactlyInAnyOrderElementsOf(files.keySet());
    }
  }

  private static void check(Path relative, String wanted) throws IOException {
    Path file = TerraformFiles.FOLDER.resolve(relative);
    if ("write".equals(System.getProperty("reference"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, wanted);
    }
    assertThat(file).hasContent(wanted);
  }
}
