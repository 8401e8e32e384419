// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryJobConfiguration;
import io.fivewhys.sinks.dataset.BigQueryDatasetStore;
import io.fivewhys.sinks.dataset.Change;
import io.fivewhys.sinks.dataset.Conflict;
import io.fivewhys.sinks.dataset.Dataset;
import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.TableState;
import io.fivewhys.sinks.dataset.WantedDataset;
import io.fivewhys.warehouse.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract on a server of BigQuery's API, in a dataset of each test's own. */
abstract class GoogleDatasetContract extends DatasetContract {

  private final String dataset = "fivewhys_test_" + Long.toHexString(System.nanoTime());

  abstract String project();

  /** Empty for Google's. */
  abstract String endpoint();

  abstract BigQuery client();

  @AfterEach
  void remove() {
    client()
        .delete(DatasetId.of(project(), dataset), BigQuery.DatasetDeleteOption.deleteContents());
  }

  @Test
  void a_dataset_is_made_where_it_is_to_be() {
    DatasetState wanted =
        WantedDataset.ofBigQuery(project() + '.' + dataset, "EU", Duration.ofDays(40));

    apply(dataset(wanted));

    assertThat(dataset(wanted).actual().location()).isEqualTo("EU");
    DatasetState elsewhere =
        WantedDataset.ofBigQuery(project() + '.' + dataset, "US", Duration.ofDays(40));
    assertThat(plan(dataset(elsewhere)).conflicts())
        .extracting(Conflict::problem)
        .containsExactly("it is in EU and not in US");
  }

  @Test
  void partitions_are_kept_for_another_time_and_rows_clustered_otherwise() {
    apply(dataset(laidOut("DAY(at)", 30, List.of("name"), Map.of("a", "b"))));
    Dataset newer =
        dataset(laidOut("DAY(at)", 20, List.of("n", "name"), Map.of("a", "b", "c", "d")));

    List<Change> done = apply(newer);

    assertThat(done)
        .extracting(Change::subject, Change::details)
        .containsExactly(
            tuple(
                "table small",
                List.of(
                    "label it {a=b, c=d}",
                    "cluster by n, name",
                    "rows are kept 20 days, older ones go (now: kept 30 days)")));
    assertSettled(newer);
  }

  @Test
  void another_partitioning_is_a_conflict() {
    apply(dataset(small(SMALL_COLUMNS)));

    assertThat(plan(dataset(laidOut("DAY(at)", 30, List.of(), Map.of()))).conflicts())
        .extracting(Conflict::problem)
        .contains("it is not partitioned and has to be by DAY(at)");
  }

  private DatasetState laidOut(
      String partition, int days, List<String> clustering, Map<String, String> labels) {
    List<io.fivewhys.sinks.dataset.ColumnState> columns = new ArrayList<>(SMALL_COLUMNS);
    columns.add(column("at", "TIMESTAMP", Column.Mode.NULLABLE));
    return changed(
        small(columns),
        table ->
            new TableState(
                table.name(),
                table.doc(),
                table.columns(),
                partition,
                Duration.ofDays(days),
                clustering,
                new TreeMap<>(labels)));
  }

  @Override
  Dataset dataset(DatasetState wanted) {
    return BigQueryDatasetStore.open(project() + '.' + dataset, endpoint(), wanted);
  }

  @Override
  DatasetState everything() {
    return WantedDataset.ofBigQuery(project() + '.' + dataset, "", Duration.ofDays(40));
  }

  @Override
  String qualifier() {
    return '`' + project() + "`." + dataset + '.';
  }

  @Override
  List<List<String>> query(String sql) {
    try {
      return StreamSupport.stream(
              client().query(QueryJobConfiguration.of(sql)).iterateAll().spliterator(), false)
          .map(GoogleDatasetContract::row)
          .toList();
    } catch (InterruptedException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static List<String> row(FieldValueList values) {
    List<String> row = new ArrayList<>();
    for (FieldValue value : values) {
      row.add(value.isNull() ? null : String.valueOf(value.getValue()));
    }
    return row;
  }
}
