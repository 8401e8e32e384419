// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.warehouse.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the contract of datasets cannot show: its other tests are there. */
class DatasetPlanTest {

  private static final DatasetState WANTED =
      WantedDataset.ofBigQuery("acme.fivewhys", "EU", Duration.ofDays(400));

  @Test
  void everything_is_made_after_what_it_is_made_of() {
    DatasetPlan plan = DatasetPlan.of("acme.fivewhys", WANTED, DatasetState.absent());

    assertThat(plan.changes().getFirst().subject()).isEqualTo("dataset acme.fivewhys");
    List<String> made = new ArrayList<>();
    for (Change change : plan.changes()) {
      if (change instanceof Change.Define define) {
        for (Definition other : WANTED.definitions()) {
          if (define.definition().sql().contains("`acme`.fivewhys." + other.name() + "(")) {
            assertThat(made).as(change.subject()).contains(other.name());
          }
        }
        made.add(define.definition().name());
      }
    }
    assertThat(made).hasSameSizeAs(WANTED.definitions());
  }

  @Test
  void there_is_nothing_to_do_where_everything_is_as_wanted() {
    assertThat(DatasetPlan.of("acme.fivewhys", WANTED, WANTED).changes()).isEmpty();
  }

  @Test
  void types_of_parameters_are_the_same_in_any_case_and_with_any_blanks() {
    DatasetState one = functions(new FunctionState("f", List.of("q FLOAT64"), "INT64", "q", ""));
    DatasetState same =
        functions(new FunctionState("f", List.of("q  float64"), "int64", " q\n", ""));
    DatasetState other = functions(new FunctionState("f", List.of("q INT64"), "INT64", "q", ""));

    assertThat(DatasetPlan.of("d", one, same).changes()).isEmpty();
    assertThat(DatasetPlan.of("d", one, other).changes()).hasSize(1);
  }

  @Test
  void a_shorter_time_for_rows_says_that_older_ones_go() {
    DatasetState longer = WantedDataset.ofBigQuery("acme.fivewhys", "EU", Duration.ofDays(500));

    assertThat(DatasetPlan.of("acme.fivewhys", WANTED, longer).changes().getFirst().details())
        .containsExactly("rows are kept 400 days, older ones go (now: kept 500 days)");
    assertThat(DatasetPlan.of("acme.fivewhys", longer, WANTED).changes().getFirst().details())
        .containsExactly("rows are kept 500 days");
  }

  @Test
  void a_failure_on_the_way_says_what_was_done_and_what_not() {
    Dataset failing = new FailingDataset();
    List<Change> done = new ArrayList<>();

    assertThatThrownBy(() -> DatasetPlan.of(failing).apply(failing, done::add))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("view v: no")
        .hasMessageContaining("done before, and stays: 1 of 2; not done: view v");
    assertThat(done).hasSize(1);
  }

  private static DatasetState functions(FunctionState function) {
    return new DatasetState(true, "", List.of(), List.of(function), true, new TreeMap<>());
  }

  /** Takes tables and no views. */
  private static final class FailingDataset implements Dataset {
    @Override
    public String name() {
      return "acme.fivewhys";
    }

    @Override
    public DatasetState wanted() {
      return new DatasetState(
          true,
          "",
          List.of(
              new TableState(
                  "t",
                  "",
                  List.of(new ColumnState("n", "INT64", Column.Mode.NULLABLE, List.of(), "")),
                  "",
                  null,
                  List.of(),
                  new TreeMap<>())),
          List.of(new Definition.ViewState("v", "SELECT 1", "", new TreeMap<>())),
          true,
          new TreeMap<>());
    }

    @Override
    public DatasetState actual() {
      return functions(new FunctionState("f", List.of(), "", "1", ""));
    }

    @Override
    public void apply(Change change) {
      if (change instanceof Change.Define) {
        throw DatasetException.lasting(change.subject() + ": no", null);
      }
    }

    @Override
    public void close() {}
  }
}
