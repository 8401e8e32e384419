// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.LegacySQLTypeName;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import io.fivewhys.sinks.dataset.TableEdit.AddColumn;
import io.fivewhys.sinks.dataset.TableEdit.Cluster;
import io.fivewhys.sinks.dataset.TableEdit.Describe;
import io.fivewhys.sinks.dataset.TableEdit.DescribeColumn;
import io.fivewhys.sinks.dataset.TableEdit.Expire;
import io.fivewhys.sinks.dataset.TableEdit.Label;
import io.fivewhys.sinks.dataset.TableEdit.RelaxColumn;
import io.fivewhys.warehouse.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tables in BigQuery's terms. A table is altered in one call, from what is there at that moment:
 * columns that came meanwhile stay, as those do that are not ours.
 */
final class BigQueryTableStore {

  private static final String DAY = "DAY(";

  private BigQueryTableStore() {}

  static TableState state(Table table) {
    StandardTableDefinition definition = table.getDefinition();
    Schema schema = definition.getSchema();
    TimePartitioning partitioning = definition.getTimePartitioning();
    Clustering clustering = definition.getClustering();
    return new TableState(
        table.getTableId().getTable(),
        text(table.getDescription()),
        schema == null
            ? List.of()
            : schema.getFields().stream().map(BigQueryTableStore::column).toList(),
        partition(definition),
        partitioning == null || partitioning.getExpirationMs() == null
            ? null
            : Duration.ofMillis(partitioning.getExpirationMs()),
        clustering == null ? List.of() : clustering.getFields(),
        labels(table.getLabels()));
  }

  static TreeMap<String, String> labels(@Nullable Map<String, String> labels) {
    return labels == null ? new TreeMap<>() : new TreeMap<>(labels);
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String partition(StandardTableDefinition definition) {
    TimePartitioning partitioning = definition.getTimePartitioning();
    if (partitioning != null) {
      String field = partitioning.getField();
      return partitioning.getType() + "(" + (field == null ? "_PARTITIONTIME" : field) + ")";
    }
    return definition.getRangePartitioning() == null
        ? ""
        : "RANGE(" + definition.getRangePartitioning().getField() + ")";
  }

  private static ColumnState column(Field field) {
    Field.Mode mode = field.getMode();
    return new ColumnState(
        field.getName(),
        field.getType().getStandardType().name(),
        mode == null ? Column.Mode.NULLABLE : Column.Mode.valueOf(mode.name()),
        field.getSubFields() == null
            ? List.of()
            : field.getSubFields().stream().map(BigQueryTableStore::column).toList(),
        text(field.getDescription()));
  }

  static void create(BigQuery client, TableId id, TableState table) {
    StandardTableDefinition.Builder definition =
        StandardTableDefinition.newBuilder()
            .setSchema(Schema.of(table.columns().stream().map(BigQueryTableStore::field).toList()));
    if (!table.partition().isEmpty()) {
      TimePartitioning.Builder partitioning =
          TimePartitioning.newBuilder(TimePartitioning.Type.DAY)
              .setField(table.partition().substring(DAY.length(), table.partition().length() - 1));
      Duration expiry = table.expiry();
      if (expiry != null) {
        partitioning.setExpirationMs(expiry.toMillis());
      }
      definition.setTimePartitioning(partitioning.build());
    }
    if (!table.clustering().isEmpty()) {
      definition.setClustering(clustering(table.clustering()));
    }
    client.create(
        TableInfo.newBuilder(id, definition.build())
            .setDescription(table.doc())
            .setLabels(table.labels())
            .build());
  }

  /**
   * @param table as it is now
   */
  static void alter(BigQuery client, Table table, List<TableEdit> edits) {
    StandardTableDefinition now = table.getDefinition();
    StandardTableDefinition.Builder definition = now.toBuilder();
    TableInfo.Builder info = table.toBuilder();
    Schema schema = now.getSchema();
    List<Field> fields = schema == null ? List.of() : schema.getFields();
    for (TableEdit edit : edits) {
      switch (edit) {
        case AddColumn add -> fields = added(fields, add.parent(), field(add.column()));
        case RelaxColumn relax ->
            fields =
                changed(
                    fields,
                    relax.path(),
                    field -> field.toBuilder().setMode(Field.Mode.NULLABLE).build());
        case DescribeColumn describe ->
            fields =
                changed(
                    fields,
                    describe.path(),
                    field -> field.toBuilder().setDescription(describe.doc()).build());
        case Describe describe -> info.setDescription(describe.doc());
        case Label label -> {
          Map<String, String> labels = labels(table.getLabels());
          labels.putAll(label.labels());
          info.setLabels(labels);
        }
        case Cluster cluster -> definition.setClustering(clustering(cluster.columns()));
        case Expire expire -> expire(definition, now.getTimePartitioning(), expire.expiry());
      }
    }
    client.update(info.setDefinition(definition.setSchema(Schema.of(fields)).build()).build());
  }

  /** That partitions stay for good can be said in SQL only: see {@link BigQueryDatasetStore}. */
  private static void expire(
      StandardTableDefinition.Builder definition,
      @Nullable TimePartitioning now,
      @Nullable Duration expiry) {
    if (now != null && expiry != null) {
      definition.setTimePartitioning(now.toBuilder().setExpirationMs(expiry.toMillis()).build());
    }
  }

  private static List<Field> added(List<Field> fields, List<String> parent, Field field) {
    if (parent.isEmpty()) {
      List<Field> longer = new ArrayList<>(fields);
      longer.add(field);
      return longer;
    }
    return changed(
        fields,
        parent,
        struct -> withFields(struct, added(struct.getSubFields(), List.of(), field)));
  }

  private static List<Field> changed(
      List<Field> fields, List<String> path, UnaryOperator<Field> change) {
    return fields.stream()
        .map(field -> {
          if (!field.getName().equalsIgnoreCase(path.getFirst())) {
            return field;
          }
          return path.size() == 1
              ? change.apply(field)
              : withFields(
                  field, changed(field.getSubFields(), path.subList(1, path.size()), change));
        })
        .toList();
  }

  private static Field withFields(Field struct, List<Field> fields) {
    return struct.toBuilder().setType(LegacySQLTypeName.RECORD, FieldList.of(fields)).build();
  }

  private static Field field(ColumnState column) {
    StandardSQLTypeName type = StandardSQLTypeName.valueOf(column.type());
    Field.Builder field =
        column.fields().isEmpty()
            ? Field.newBuilder(column.name(), type)
            : Field.newBuilder(
                column.name(),
                type,
                FieldList.of(column.fields().stream().map(BigQueryTableStore::field).toList()));
    return field
        .setMode(Field.Mode.valueOf(column.mode().name()))
        .setDescription(column.doc())
        .build();
  }

  private static Clustering clustering(List<String> columns) {
    return Clustering.newBuilder().setFields(columns).build();
  }
}
