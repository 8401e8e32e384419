// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableProtoTest {

  /**
   * Google's own encoder as the truth, for every table and rows of chance; nested ones are long.
   */
  @Test
  void bytes_are_those_of_a_message_object() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (Table table : Tables.ALL) {
      TableProto proto = TableProto.of(table);
      Descriptor type =
          FileDescriptor.buildFrom(
                  FileDescriptorProto.newBuilder().addMessageType(proto.descriptor()).build(),
                  new FileDescriptor[0])
              .getMessageTypes()
              .getFirst();
      for (int i = 0; i < 200; i++) {
        List<@Nullable Object> row = values(table.columns(), random);
        assertThat(proto.encode(row))
            .as("%s %s", table.name(), row)
            .isEqualTo(message(type, row).toByteString());
      }
    }
  }

  @Test
  void a_row_that_fails_leaves_nothing_behind() {
    TableProto proto = TableProto.of(Tables.REJECTED_ENTRIES);
    List<@Nullable Object> row = values(Tables.REJECTED_ENTRIES.columns(), new SplittableRandom(2));
    List<@Nullable Object> bad = new ArrayList<>(row);
    bad.set(1, 7L);
    int size = proto.encode(row).size();
    assertThatThrownBy(() -> proto.encode(bad)).hasMessageContaining("takes a String, got a Long");
    bad.set(1, null);
    assertThatThrownBy(() -> proto.encode(bad)).hasMessageContaining("needs a value");
    assertThat(proto.encode(row).size()).isEqualTo(size);
  }

  private static List<@Nullable Object> values(List<Column> columns, SplittableRandom random) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Column column : columns) {
      values.add(
          switch (column.mode()) {
            case REQUIRED -> value(column, random);
            case NULLABLE -> random.nextBoolean() ? null : value(column, random);
            case REPEATED -> {
              Object[] elements = new Object[random.nextInt(4)];
              Arrays.setAll(elements, i -> value(column, random));
              yield Arrays.asList(elements);
            }
          });
    }
    return values;
  }

  private static Object value(Column column, SplittableRandom random) {
    return switch (column.type()) {
      case STRING -> "ä\uD83D\uDE00\u0000x".repeat(random.nextInt(1 << random.nextInt(12)));
      case INT64 -> random.nextLong() >> random.nextInt(64);
      case TIMESTAMP -> random.nextLong(-1_000_000_000_000_000L, 2_000_000_000_000_000L);
      case FLOAT64 -> random.nextDouble() * random.nextInt(-5, 5);
      case BOOL -> random.nextBoolean();
      case STRUCT -> values(column.fields(), random);
    };
  }

  private static DynamicMessage message(Descriptor type, List<?> values) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (int i = 0; i < values.size(); i++) {
      FieldDescriptor field = type.getFields().get(i);
      if (values.get(i) instanceof List<?> elements && field.isRepeated()) {
        elements.forEach(element -> message.addRepeatedField(field, part(field, element)));
      } else if (values.get(i) != null) {
        message.setField(field, part(field, values.get(i)));
      }
    }
    return message.build();
  }

  private static Object part(FieldDescriptor field, Object value) {
    return value instanceof List<?> fields ? message(field.getMessageType(), fields) : value;
  }
}
