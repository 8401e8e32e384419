// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.CapacitySample;
import io.fivewhys.CapacityShare;
import io.fivewhys.Escalation;
import io.fivewhys.FieldChange;
import io.fivewhys.JourneyMinute;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TablesTest {

  @Test
  void keys_are_columns() {
    for (Table table : Tables.ALL) {
      assertThat(table.columns())
          .extracting(Column::name)
          .doesNotHaveDuplicates()
          .containsAll(table.key());
    }
  }

  @Test
  void columns_that_come_from_a_record_are_fields_of_it() {
    assertThat(ServiceMinute.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsAll(Tables.SERVICE_MINUTES.columns().stream().map(Column::name).toList());
    assertThat(JourneyMinute.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsAll(Tables.JOURNEY_MINUTES.columns().stream().map(Column::name).toList());
    assertThat(RevisionChange.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsExactlyElementsOf(
            Tables.REVISION_CHANGES.columns().stream().map(Column::name).toList());
  }

  @Test
  void a_capacity_sample_has_a_column_for_every_field() {
    assertThat(Tables.CAPACITY_SAMPLES.columns())
        .extracting(Column::name)
        .containsExactlyElementsOf(fields(CapacitySample.getClassSchema()));
    assertThat(Tables.CAPACITY_SAMPLES.columns().getLast().fields())
        .extracting(Column::name)
        .containsExactlyElementsOf(fields(CapacityShare.getClassSchema()));
  }

  @Test
  void structs_of_a_revision_change_are_its_nested_records() {
    assertThat(names("diff")).isEqualTo(fields(FieldChange.getClassSchema()));
    assertThat(names("suspects")).isEqualTo(fields(Suspect.getClassSchema()));
  }

  @Test
  void a_field_that_may_be_null_has_a_column_that_may_be_null() {
    for (Column column : Tables.REVISION_CHANGES.columns()) {
      Schema field = RevisionChange.getClassSchema().getField(column.name()).schema();
      assertThat(column.mode())
          .as(column.name())
          .isEqualTo(
              switch (field.getType()) {
                case UNION -> Column.Mode.NULLABLE;
                case ARRAY -> Column.Mode.REPEATED;
                default -> Column.Mode.REQUIRED;
              });
    }
  }

  @Test
  void an_escalation_has_a_column_for_every_field_nested_or_not() {
    List<String> leaves = new ArrayList<>();
    leaves("", Escalation.getClassSchema(), leaves);
    List<String> columns = new ArrayList<>();
    Tables.ESCALATIONS.columns().forEach(column -> leaves("", column, columns));

    assertThat(columns).containsExactlyInAnyOrderElementsOf(leaves);
  }

  @Test
  void bigquery_can_partition_and_cluster_by_what_is_said() {
    for (Table table : Tables.ALL) {
      assertThat(column(table, table.partition()).type())
          .as(table.name())
          .isEqualTo(Column.Type.TIMESTAMP);
      assertThat(table.clustering()).as(table.name()).hasSizeBetween(1, 4).doesNotHaveDuplicates();
      table
          .clustering()
          .forEach(name ->
              assertThat(column(table, name).type()).as(name).isEqualTo(Column.Type.STRING));
    }
  }

  @Test
  void a_row_holds_what_the_record_says() {
    RejectedEntry entry = new RejectedEntry("malformed_json", "not JSON", "logs.json:7", "{");

    assertThat(RejectedTable.REJECTED_ENTRIES.row(new RejectedMessage(entry, 5L)))
        .containsExactly("malformed_json", "not JSON", "logs.json:7", "{", 5L);
    assertThat(RejectedTable.REJECTED_ENTRIES.row(new RejectedMessage(entry, null)))
        .containsExactly("malformed_json", "not JSON", "logs.json:7", "{", null);
  }

  /** Names of fields that hold a value, those of nested records prefixed as their columns are. */
  private static void leaves(String prefix, Schema record, List<String> leaves) {
    for (Schema.Field field : record.getFields()) {
      Schema type = presentOf(field.schema());
      if (type.getType() == Schema.Type.ARRAY) {
        leaves(prefix + field.name() + ".", type.getElementType(), leaves);
      } else if (type.getFullName().equals("io.fivewhys.Component")) {
        leaves.add(prefix + field.name() + "_kind");
        leaves.add(prefix + field.name());
      } else if (type.getType() == Schema.Type.RECORD) {
        leaves(field.name() + "_", type, leaves);
      } else {
        leaves.add(prefix + field.name());
      }
    }
  }

  /** A record that may be absent has the columns of one that is there. */
  private static Schema presentOf(Schema type) {
    return type.getType() == Schema.Type.UNION
            && type.getTypes().get(1).getType() == Schema.Type.RECORD
        ? type.getTypes().get(1)
        : type;
  }

  private static void leaves(String prefix, Column column, List<String> leaves) {
    if (column.type() == Column.Type.STRUCT) {
      column.fields().forEach(field -> leaves(prefix + column.name() + ".", field, leaves));
    } else {
      leaves.add(prefix + column.name());
    }
  }

  private static Column column(Table table, String name) {
    return table.columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(String column) {
    return Tables.REVISION_CHANGES.columns().stream()
        .filter(c -> c.name().equals(column))
        .flatMap(c -> c.fields().stream())
        .map(Column::name)
        .toList();
  }

  private static List<String> fields(Schema record) {
    return record.getFields().stream().map(Schema.Field::name).toList();
  }
}
