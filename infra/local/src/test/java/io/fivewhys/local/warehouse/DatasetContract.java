// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fivewhys.sinks.dataset.Change;
import io.fivewhys.sinks.dataset.Change.Define;
import io.fivewhys.sinks.dataset.ColumnState;
import io.fivewhys.sinks.dataset.Conflict;
import io.fivewhys.sinks.dataset.Dataset;
import io.fivewhys.sinks.dataset.DatasetException;
import io.fivewhys.sinks.dataset.DatasetPlan;
import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.Definition;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import io.fivewhys.sinks.dataset.TableState;
import io.fivewhys.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What every place for tables, views and functions has to do. */
abstract class DatasetContract {

  /** What an emulator cannot do, and the real service can. */
  enum Gap {
    /** Columns that are added are told, but hold nothing. */
    NEW_COLUMNS,
    /** A view that is changed is told with its new text, and read with its old one. */
    NEW_TEXTS,
    /** Functions that are there are not told, so that each plan has them all. */
    FUNCTIONS
  }

  private static final String SMALL = "small";

  /** Empty at the beginning of a test, and the same place as often as it is asked for. */
  abstract Dataset dataset(DatasetState wanted);

  /** All that the place is to hold in earnest. */
  abstract DatasetState everything();

  /** Such as {@code `test`.fivewhys.}, before the names of tables, views and functions. */
  abstract String qualifier();

  abstract List<List<String>> query(String sql);

  abstract Set<Gap> gaps();

  @Test
  void makes_all_tables_views_and_functions_and_has_nothing_more_to_do_then() {
    Dataset dataset = dataset(everything());

    List<Change> done = apply(dataset);

    assertThat(done).allMatch(Change::creates);
    assertThat(done.stream().map(Change::subject))
        .contains("table service_minutes", "view incidents", "function latency_quantile")
        .doesNotHaveDuplicates();
    assertSettled(dataset);
    assertThat(plan(dataset).unknown()).isEmpty();
  }

  @Test
  void every_view_and_function_can_be_read_once_made() {
    Dataset dataset = dataset(everything());

    apply(dataset);

    for (Definition definition : everything().definitions()) {
      if (definition instanceof ViewState view) {
        assertThat(query("SELECT * FROM " + qualifier() + view.name())).as(view.name()).isEmpty();
      }
    }
    assertThat(query("SELECT " + qualifier() + "latency_ms(0)")).hasSize(1);
  }

  @Test
  void a_plan_changes_nothing() {
    Dataset dataset = dataset(everything());
    DatasetState before = dataset.actual();

    DatasetPlan plan = plan(dataset);

    assertThat(plan.changes()).isNotEmpty();
    assertThat(dataset.actual()).isEqualTo(before);
  }

  @Test
  void an_older_table_gets_columns_and_keeps_its_rows() {
    assumeFalse(gaps().contains(Gap.NEW_COLUMNS), "skipped: it adds no columns to rows");
    apply(dataset(small(SMALL_COLUMNS)));
    query("INSERT INTO " + qualifier() + "small (name, n) VALUES ('old', 1)");
    Dataset newer =
        dataset(
            small(
                with(
                    SMALL_COLUMNS,
                    column("region", "STRING", Column.Mode.NULLABLE),
                    column("tags", "STRING", Column.Mode.REPEATED))));

    List<Change> done = apply(newer);

    assertThat(done.getFirst().details())
        .containsExactly("add column region STRING", "add column tags ARRAY<STRING>");
    query("INSERT INTO " + qualifier() + "small (name, n, region) VALUES ('new', 2, 'eu')");
    assertThat(query("SELECT name, n, region FROM " + qualifier() + "small ORDER BY n"))
        .containsExactly(java.util.Arrays.asList("old", "1", null), List.of("new", "2", "eu"));
    assertSettled(newer);
  }

  @Test
  void a_view_of_all_columns_shows_those_that_are_new() {
    assumeFalse(gaps().contains(Gap.NEW_COLUMNS), "skipped: it adds no columns to rows");
    apply(dataset(small(SMALL_COLUMNS)));
    query("INSERT INTO " + qualifier() + "small (name, n) VALUES ('old', 1)");
    Dataset newer =
        dataset(small(with(SMALL_COLUMNS, column("region", "STRING", Column.Mode.NULLABLE))));

    List<Change> done = apply(newer);

    assertThat(done)
        .extracting(Change::subject, Change::details)
        .contains(tuple("view smalls", List.of("small changes")));
    assertThat(query("SELECT region FROM " + qualifier() + "smalls")).hasSize(1);
  }

  @Test
  void a_struct_gets_fields() {
    assumeFalse(gaps().contains(Gap.NEW_COLUMNS), "skipped: it adds no columns to rows");
    ColumnState parts = struct("parts", column("a", "INT64", Column.Mode.NULLABLE));
    ColumnState more =
        struct(
            "parts",
            column("a", "INT64", Column.Mode.NULLABLE),
            column("b", "STRING", Column.Mode.NULLABLE));
    apply(dataset(small(with(SMALL_COLUMNS, parts))));
    Dataset newer = dataset(small(with(SMALL_COLUMNS, more)));

    List<Change> done = apply(newer);

    assertThat(done.getFirst().details()).containsExactly("add column parts.b STRING");
    assertSettled(newer);
  }

  @Test
  void a_required_column_may_be_null_from_now_on() {
    apply(dataset(small(SMALL_COLUMNS)));
    Dataset newer =
        dataset(
            small(
                List.of(
                    column("name", "STRING", Column.Mode.REQUIRED),
                    column("n", "INT64", Column.Mode.NULLABLE))));

    List<Change> done = apply(newer);

    assertThat(done.getFirst().details()).containsExactly("column n may be null");
    assertSettled(newer);
  }

  @Test
  void descriptions_follow() {
    apply(dataset(small(SMALL_COLUMNS)));
    Dataset newer =
        dataset(
            changed(
                small(SMALL_COLUMNS),
                table ->
                    new TableState(
                        table.name(),
                        "It's \"other\"",
                        List.of(
                            new ColumnState(
                                "name", "STRING", Column.Mode.REQUIRED, List.of(), "It's new"),
                            column("n", "INT64", Column.Mode.REQUIRED)),
                        table.partition(),
                        table.expiry(),
                        table.clustering(),
                        table.labels())));

    List<Change> done = apply(newer);

    assertThat(done.getFirst().details()).containsExactly("describe column name", "describe it");
    assertSettled(newer);
  }

  @Test
  void a_view_with_another_text_is_replaced() {
    apply(dataset(small(SMALL_COLUMNS)));
    query("INSERT INTO " + qualifier() + "small (name, n) VALUES ('x', 1)");
    Dataset newer =
        dataset(
            new DatasetState(
                true,
                "",
                small(SMALL_COLUMNS).tables(),
                List.of(view("smalls", "SELECT n + 1 AS m FROM " + qualifier() + "small")),
                true,
                new TreeMap<>()));

    List<Change> done = apply(newer);

    assertThat(done)
        .extracting(Change::subject, Change::details)
        .containsExactly(tuple("view smalls", List.of("its text differs")));
    if (!gaps().contains(Gap.NEW_TEXTS)) {
      assertThat(query("SELECT m FROM " + qualifier() + "smalls")).containsExactly(List.of("2"));
    }
    assertThat(plan(newer).changes()).isEmpty();
  }

  @Test
  void what_is_not_ours_stays_and_is_mentioned() {
    apply(dataset(small(with(SMALL_COLUMNS, column("extra", "STRING", Column.Mode.NULLABLE)))));
    Dataset dataset =
        dataset(
            new DatasetState(
                true,
                "",
                List.of(
                    changed(small(SMALL_COLUMNS), table -> renamed(table, "another"))
                        .tables()
                        .getFirst(),
                    small(SMALL_COLUMNS).tables().getFirst()),
                List.of(),
                true,
                new TreeMap<>()));

    apply(dataset);

    assertThat(plan(dataset).unknown()).containsExactly("column small.extra", "view smalls");
    assertThat(query("SELECT extra FROM " + qualifier() + "smalls")).isEmpty();
  }

  @Test
  void another_type_is_a_conflict_and_nothing_is_changed() {
    apply(dataset(small(SMALL_COLUMNS)));
    Dataset dataset =
        dataset(
            small(
                List.of(
                    column("name", "STRING", Column.Mode.REQUIRED),
                    column("n", "FLOAT64", Column.Mode.REQUIRED),
                    column("region", "STRING", Column.Mode.NULLABLE))));
    DatasetState before = dataset.actual();

    DatasetPlan plan = plan(dataset);

    assertThat(plan.conflicts())
        .extracting(Conflict::subject, Conflict::problem)
        .containsExactly(tuple("table small", "column n is INT64 and has to be FLOAT64"));
    assertThatThrownBy(() -> plan.apply(dataset, change -> {}))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("nothing was changed")
        .hasMessageContaining("column n is INT64");
    assertThat(dataset.actual()).isEqualTo(before);
  }

  @Test
  void a_required_column_that_is_missing_is_a_conflict() {
    apply(dataset(small(SMALL_COLUMNS)));
    Dataset dataset =
        dataset(small(with(SMALL_COLUMNS, column("needed", "INT64", Column.Mode.REQUIRED))));

    assertThat(plan(dataset).conflicts())
        .extracting(Conflict::problem)
        .containsExactly("column needed INT64 is missing and may not be null in new rows");
  }

  @Test
  void a_required_column_that_is_not_ours_is_a_conflict() {
    apply(dataset(small(with(SMALL_COLUMNS, column("theirs", "INT64", Column.Mode.REQUIRED)))));
    Dataset dataset = dataset(small(SMALL_COLUMNS));

    assertThat(plan(dataset).conflicts())
        .extracting(Conflict::problem)
        .containsExactly("column theirs is not ours and may not be null");
  }

  @Test
  void a_view_of_a_tables_name_is_a_conflict() {
    apply(dataset(small(SMALL_COLUMNS)));
    Dataset dataset = dataset(changed(small(SMALL_COLUMNS), table -> renamed(table, "smalls")));

    assertThat(plan(dataset).conflicts())
        .extracting(Conflict::subject, Conflict::problem)
        .contains(tuple("table smalls", "there is another of this name: a view"));
  }

  // ---- What is wanted in tests.

  static final List<ColumnState> SMALL_COLUMNS =
      List.of(
          column("name", "STRING", Column.Mode.REQUIRED),
          column("n", "INT64", Column.Mode.REQUIRED));

  /** One table and a view of it. */
  DatasetState small(List<ColumnState> columns) {
    return new DatasetState(
        true,
        "",
        List.of(new TableState(SMALL, "A table", columns, "", null, List.of(), new TreeMap<>())),
        List.of(view("smalls", "SELECT * FROM " + qualifier() + SMALL)),
        true,
        new TreeMap<>());
  }

  static ViewState view(String name, String sql) {
    return new ViewState(name, sql, "A view", new TreeMap<>());
  }

  static ColumnState column(String name, String type, Column.Mode mode) {
    return new ColumnState(name, type, mode, List.of(), "");
  }

  private static ColumnState struct(String name, ColumnState... fields) {
    return new ColumnState(name, "STRUCT", Column.Mode.REPEATED, List.of(fields), "");
  }

  private static List<ColumnState> with(List<ColumnState> columns, ColumnState... more) {
    List<ColumnState> all = new ArrayList<>(columns);
    all.addAll(List.of(more));
    return all;
  }

  static DatasetState changed(DatasetState state, UnaryOperator<TableState> change) {
    return new DatasetState(
        state.exists(),
        state.location(),
        state.tables().stream().map(change).toList(),
        List.of(),
        true,
        state.others());
  }

  private static TableState renamed(TableState table, String name) {
    return new TableState(
        name,
        table.doc(),
        table.columns(),
        table.partition(),
        table.expiry(),
        table.clustering(),
        table.labels());
  }

  // ---- Steps.

  static DatasetPlan plan(Dataset dataset) {
    return DatasetPlan.of(dataset);
  }

  /** But for the dataset itself. */
  static List<Change> apply(Dataset dataset) {
    List<Change> done = new ArrayList<>();
    plan(dataset).apply(dataset, done::add);
    done.removeIf(Change.CreateDataset.class::isInstance);
    return done;
  }

  void assertSettled(Dataset dataset) {
    DatasetPlan plan = plan(dataset);
    assertThat(plan.conflicts()).isEmpty();
    assertThat(
            plan.changes().stream()
                .filter(change -> !(gaps().contains(Gap.FUNCTIONS) && isFunction(change)))
                .map(change -> change.subject() + ' ' + change.details()))
        .isEmpty();
  }

  private static boolean isFunction(Change change) {
    return change instanceof Define define && define.definition() instanceof FunctionState;
  }
}
