// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a protobuf message, field i + 1 for column i, and its rows as the bytes of such
 * messages, which is what the Storage Write API takes. Bytes are written straight from the row:
 * building a message object for each costs more than all the rest of the way. Rows are encoded by
 * one thread.
 */
public final class TableProto {

  /** Timestamps that BigQuery holds: the years 1 to 9999, microseconds since 1970. */
  private static final long MIN_TIMESTAMP_MICROS = -62_135_596_800_000_000L;

  private static final long MAX_TIMESTAMP_MICROS = 253_402_300_799_999_999L;

  private final Table table;
  private final DescriptorProto descriptor;
  private final ProtoBuffer buffer = new ProtoBuffer();

  private TableProto(Table table) {
    this.table = table;
    this.descriptor = message(table.name(), table.columns());
  }

  public static TableProto of(Table table) {
    return new TableProto(table);
  }

  public DescriptorProto descriptor() {
    return descriptor;
  }

  /**
   * @throws IllegalArgumentException naming the column that has a value it cannot hold
   */
  public ByteString encode(List<? extends @Nullable Object> values) {
    if (values.size() != table.columns().size()) {
      throw new IllegalArgumentException(
          table.name()
              + " has "
              + table.columns().size()
              + " columns, the row "
              + values.size()
              + " values");
    }
    try {
      write(buffer, table.columns(), values);
      return buffer.take();
    } finally {
      buffer.clear();
    }
  }

  private static DescriptorProto message(String name, List<Column> columns) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      FieldDescriptorProto.Builder field =
          message
              .addFieldBuilder()
              .setName(column.name())
              .setNumber(i + 1)
              .setLabel(label(column.mode()))
              .setType(type(column.type()));
      if (column.type() == Column.Type.STRUCT) {
        DescriptorProto nested = message("struct_" + column.name(), column.fields());
        message.addNestedType(nested);
        field.setTypeName(nested.getName());
      }
    }
    return message.build();
  }

  private static Label label(Column.Mode mode) {
    return switch (mode) {
      case REQUIRED -> Label.LABEL_REQUIRED;
      case NULLABLE -> Label.LABEL_OPTIONAL;
      case REPEATED -> Label.LABEL_REPEATED;
    };
  }

  private static Type type(Column.Type type) {
    return switch (type) {
      case STRING -> Type.TYPE_STRING;
      case INT64, TIMESTAMP -> Type.TYPE_INT64;
      case FLOAT64 -> Type.TYPE_DOUBLE;
      case BOOL -> Type.TYPE_BOOL;
      case STRUCT -> Type.TYPE_MESSAGE;
    };
  }

  private static void write(
      ProtoBuffer out, List<Column> columns, List<? extends @Nullable Object> values) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Object value = values.get(i);
      if (value == null) {
        if (column.mode() != Column.Mode.NULLABLE) {
          throw new IllegalArgumentException(
              "column " + column.name() + " needs a value, got none");
        }
      } else if (column.mode() == Column.Mode.REPEATED) {
        for (Object element : cast(List.class, column, value)) {
          writeOne(out, i + 1, column, element);
        }
      } else {
        writeOne(out, i + 1, column, value);
      }
    }
  }

  private static void writeOne(ProtoBuffer out, int field, Column column, Object value) {
    switch (column.type()) {
      case STRING -> out.string(field, cast(String.class, column, value));
      case INT64 -> out.int64(field, cast(Long.class, column, value));
      case TIMESTAMP -> out.int64(field, timestamp(column, value));
      case FLOAT64 -> out.float64(field, cast(Double.class, column, value));
      case BOOL -> out.bool(field, cast(Boolean.class, column, value));
      case STRUCT -> {
        List<?> values = cast(List.class, column, value);
        int begin = out.begin(field);
        write(out, column.fields(), values);
        out.end(begin);
      }
    }
  }

  private static long timestamp(Column column, Object value) {
    long micros = cast(Long.class, column, value);
    if (micros < MIN_TIMESTAMP_MICROS || micros > MAX_TIMESTAMP_MICROS) {
      throw new IllegalArgumentException(
          "column " + column.name() + " holds the years 1 to 9999, got " + micros + " us");
    }
    return micros;
  }

  private static <T> T cast(Class<T> type, Column column, Object value) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "column "
              + column.name()
              + " takes a "
              + type.getSimpleName()
              + ", got a "
              + value.getClass().getSimpleName());
    }
    return type.cast(value);
  }
}
