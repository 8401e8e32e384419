// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.local.warehouse.Cookbook.Recipe;
import io.fivewhys.local.warehouse.Engine.Answer;
import io.fivewhys.local.warehouse.LookerStudioPages.Page;
import io.fivewhys.warehouse.Function;
import io.fivewhys.warehouse.Functions;
import io.fivewhys.warehouse.Result;
import io.fivewhys.warehouse.View;
import io.fivewhys.warehouse.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every view, function and query of the cookbook, over the same rows in DuckDB and, where it is
 * built, in the GoogleSQL emulator: they run, hold what the reference says, and say the same.
 */
class WarehouseSqlTest {

  private static final String DAY =
      "TIMESTAMP '2026-06-14 00:00:00+00', TIMESTAMP '2026-06-15 00:00:00+00'";

  /** A call of each function of rows. */
  private static final Map<String, String> CALLS =
      Map.of(
          "error_rates", "(" + DAY + ", 5)",
          "burn_rates", "(" + DAY + ", 60, 0.995)",
          "error_budgets", "(" + DAY + ", 0.999)",
          "latency_percentiles", "(" + DAY + ", 30)",
          "new_signatures", "('acme-prod', 'checkout', 'checkout-00042-abc')",
          "signatures_since", "(TIMESTAMP '2026-06-14 13:20:00+00')");

  /** Of each function of a value; those of DuckDB alone are used by the others. */
  private static final List<String> VALUES =
      List.of(
          "fivewhys.minutes_between(began_at, resolved_at)",
          "fivewhys.window_begin(opened_at, TIMESTAMP '2026-01-01 00:00:00+00', 7)",
          "fivewhys.hour_of(opened_at)",
          "fivewhys.week_of(opened_at)",
          "fivewhys.weekday_of(opened_at)",
          "fivewhys.time_text(opened_at)",
          "fivewhys.any_begins(['x', 'Never was'], 'never')",
          "fivewhys.latency_ms(-65536)",
          "fivewhys.latency_quantile([STRUCT(100 AS bucket, 2 AS count)], 0.5)");

  @TempDir static Path directory;

  private static Path file;
  private static DuckDbEngine duckDb;

  @BeforeAll
  static void write() throws Exception {
    file = DemoData.write(directory);
    duckDb = new DuckDbEngine(file);
  }

  @TestFactory
  Stream<DynamicTest> views_and_functions_hold_what_the_reference_says() {
    return described((sql, columns) -> {
      Answer answer = duckDb.ask(sql);
      assertThat(answer.columns()).isEqualTo(columns.stream().map(Result::name).toList());
      assertThat(answer.types().stream().map(WarehouseSqlTest::bigQuery))
          .isEqualTo(columns.stream().map(Result::type).toList());
      assertThat(answer.rows().isEmpty()).isEqualTo(sql.endsWith("duplicate_rows"));
    });
  }

  @TestFactory
  Stream<DynamicTest> every_recipe_gives_rows() throws IOException {
    return Cookbook.recipes().stream()
        .map(recipe ->
            DynamicTest.dynamicTest(
                recipe.title(), () -> assertThat(duckDb.ask(recipe.sql()).rows()).isNotEmpty()));
  }

  @Test
  void there_are_fifteen_recipes_and_a_call_of_each_function() throws IOException {
    assertThat(Cookbook.recipes()).hasSize(15);
    assertThat(CALLS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Functions.TABLES.stream().map(Function::name).toList());
    assertThat(VALUES)
        .hasSameSizeAs(Functions.SCALARS)
        .allMatch(
            call -> Functions.SCALARS.stream().anyMatch(f -> call.contains("." + f.name() + "(")));
  }

  /** Made anew with {@code -Dreference=write}. */
  @Test
  void costs_are_as_the_columns_and_rows_say() throws Exception {
    Map<Recipe, String> costs = new LinkedHashMap<>();
    try (BytesRead bytes = new BytesRead(file)) {
      for (Recipe recipe : Cookbook.recipes()) {
        costs.put(recipe, bytes.cost(recipe.sql()));
      }
    }
    if ("write".equals(System.getProperty("reference"))) {
      Cookbook.write(costs);
    }

    assertThat(Cookbook.recipes().stream().map(Recipe::cost))
        .containsExactlyElementsOf(costs.values());
  }

  @TestFactory
  Stream<DynamicTest> every_query_of_the_dashboard_gives_rows() throws IOException {
    return GrafanaDashboard.queries().stream()
        .map(query ->
            DynamicTest.dynamicTest(
                query.title(), () -> assertThat(duckDb.ask(query.sql()).rows()).isNotEmpty()));
  }

  @Test
  void pages_for_looker_studio_name_only_fields_that_there_are() throws IOException {
    for (Page page : LookerStudioPages.pages()) {
      assertThat(duckDb.ask(page.sql()).columns()).containsAll(page.fields());
      assertThat(page.unknown()).as(page.name()).isEmpty();
      assertThat(page.linked()).isEqualTo(page.sql());
    }
  }

  @Nested
  class OnTheEmulator {

    private static EmulatedEngine emulator;

    @BeforeAll
    static void load() {
      BigQueryEmulator.assumeAvailable();
      emulator = EmulatedEngine.of(file);
    }

    @AfterAll
    static void stop() {
      if (emulator != null) {
        emulator.close();
      }
    }

    @TestFactory
    Stream<DynamicTest> views_and_functions_say_the_same() {
      return described((sql, columns) -> assertSame(sql));
    }

    @TestFactory
    Stream<DynamicTest> every_recipe_says_the_same() throws IOException {
      return Cookbook.recipes().stream()
          .map(recipe -> DynamicTest.dynamicTest(recipe.title(), () -> assertSame(recipe.sql())));
    }

    @TestFactory
    Stream<DynamicTest> every_query_of_the_dashboard_says_the_same() throws IOException {
      return GrafanaDashboard.queries().stream()
          .map(query -> DynamicTest.dynamicTest(query.title(), () -> assertSame(query.sql())));
    }

    @Test
    void pages_for_looker_studio_say_the_same() throws IOException {
      for (Page page : LookerStudioPages.pages()) {
        assertSame(page.sql());
      }
    }

    @Test
    void values_are_the_same() {
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < VALUES.size(); i++) {
        columns.add(VALUES.get(i).replace("STRUCT(100 AS bucket, 2 AS count)", "{}") + " AS c" + i);
      }
      String sql = "SELECT " + String.join(",\n  ", columns) + " FROM fivewhys.incidents";
      Answer answer = emulator.ask(sql.replace("{}", "STRUCT(100 AS bucket, 2 AS count)"));
      SameAnswers.assertSame(sql, duckDb.ask(sql.replace("{}", "{'bucket': 100, 'count': 2}")), answer);
    }

    private static void assertSame(String sql) {
      SameAnswers.assertSame(sql, duckDb.ask(sql), emulator.ask(sql));
    }
  }

  private static Stream<DynamicTest> described(BiConsumer<String, List<Result>> test) {
    Stream<DynamicTest> views =
        Views.ALL.stream().map(view -> test(view.name(), from(view), view.columns(), test));
    Stream<DynamicTest> functions =
        Functions.TABLES.stream()
            .map(function ->
                test(
                    function.name(),
                    "SELECT * FROM fivewhys." + function.name() + CALLS.get(function.name()),
                    function.columns(),
                    test));
    return Stream.concat(views, functions);
  }

  private static DynamicTest test(
      String name, String sql, List<Result> columns, BiConsumer<String, List<Result>> test) {
    return DynamicTest.dynamicTest(name, () -> test.accept(sql, columns));
  }

  private static String from(View view) {
    return "SELECT * FROM fivewhys." + view.name();
  }

  private static String bigQuery(String duckDb) {
    if (duckDb.endsWith("[]")) {
      return "ARRAY of " + bigQuery(duckDb.substring(0, duckDb.length() - 2));
    }
    return switch (duckDb) {
      case "VARCHAR" -> "STRING";
      case "BIGINT" -> "INT64";
      case "DOUBLE" -> "FLOAT64";
      case "BOOLEAN" -> "BOOL";
      case "TIMESTAMP", "DATE" -> duckDb;
      default -> duckDb.startsWith("STRUCT") ? "STRUCT" : "unknown: " + duckDb;
    };
  }
}
