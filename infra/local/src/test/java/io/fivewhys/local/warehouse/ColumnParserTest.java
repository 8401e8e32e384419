// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema.Mode;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnParserTest {

  @ParameterizedTest
  @CsvSource({
    "VARCHAR, STRING",
    "BIGINT, INT64",
    "DOUBLE, DOUBLE",
    "BOOLEAN, BOOL",
    "TIMESTAMP, TIMESTAMP"
  })
  void each_type_of_the_warehouse_has_its_name_in_the_api(String type, Type expected) {
    FileColumn column = ColumnParser.column("x", type, true);
    assertThat(column.type()).isEqualTo(expected);
    assertThat(column.mode()).isEqualTo(Mode.REQUIRED);
    assertThat(ColumnParser.column("x", type, false).mode()).isEqualTo(Mode.NULLABLE);
    assertThat(ColumnParser.column("x", type + "[]", true).mode()).isEqualTo(Mode.REPEATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DECIMAL(18,3)", "TIMESTAMP WITH TIME ZONE", "BIGINT[][]", "BIGINT[3][]"})
  void nothing_is_appended_to_other_types(String type) {
    FileColumn column = ColumnParser.column("x", type, false);
    assertThat(column.type()).isEqualTo(Type.TYPE_UNSPECIFIED);
    assertThat(column.definition()).isEqualTo(type);
  }

  @Test
  void structs_have_their_fields_however_deep_and_oddly_named() {
    FileColumn column =
        ColumnParser.column(
            "x",
            "STRUCT(bucket BIGINT, \"a \"\"b, (\" VARCHAR[], price DECIMAL(18,3), n STRUCT(t"
                + " TIMESTAMP, y DOUBLE)[])[]",
            false);
    assertThat(column.mode()).isEqualTo(Mode.REPEATED);
    assertThat(column.fields())
        .extracting(FileColumn::name)
        .containsExactly("bucket", "a \"b, (", "price", "n");
    assertThat(column.fields().get(1).mode()).isEqualTo(Mode.REPEATED);
    assertThat(column.fields().get(3).fields())
        .extracting(FileColumn::name, FileColumn::type)
        .containsExactly(tuple("t", Type.TIMESTAMP), tuple("y", Type.DOUBLE));
  }
}
