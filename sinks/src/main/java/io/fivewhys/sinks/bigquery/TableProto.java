// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a protobuf message, field i + 1 for column i, and its rows as the bytes of such
 * messages, which is what the Storage Write API takes. Bytes are written straight from the row:
 * building a message object for each costs more than all the rest of the way.
 */
public final class TableProto {

  /** Timestamps that BigQuery holds: the years 1 to 9999, microseconds since 1970. */
  private static final long MIN_TIMESTAMP_MICROS = -62_135_596_800_000_000L;

  private static final long MAX_TIMESTAMP_MICROS = 253_402_300_799_999_999L;

  private final Table table;
  private final DescriptorProto descriptor;

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
    byte[] bytes = new byte[size(table.columns(), values)];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      write(out, table.columns(), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
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

  private static int size(List<Column> columns, List<? extends @Nullable Object> values) {
    int size = 0;
    for (int i = 0; i < columns.size(); i++) {
      size += size(i + 1, columns.get(i), values.get(i));
    }
    return size;
  }

  private static int size(int field, Column column, @Nullable Object value) {
    if (value == null) {
      if (column.mode() != Column.Mode.NULLABLE) {
        throw new IllegalArgumentException("column " + column.name() + " needs a value, got none");
      }
      return 0;
    }
    if (column.mode() != Column.Mode.REPEATED) {
      return sizeOfOne(field, column, value);
    }
    int size = 0;
    for (Object element : cast(List.class, column, value)) {
      size += sizeOfOne(field, column, element);
    }
    return size;
  }

  private static int sizeOfOne(int field, Column column, Object value) {
    return switch (column.type()) {
      case STRING -> CodedOutputStream.computeStringSize(field, cast(String.class, column, value));
      case INT64 -> CodedOutputStream.computeInt64Size(field, cast(Long.class, column, value));
      case TIMESTAMP -> CodedOutputStream.computeInt64Size(field, timestamp(column, value));
      case FLOAT64 -> CodedOutputStream.computeDoubleSize(field, cast(Double.class, column, value));
      case BOOL -> CodedOutputStream.computeBoolSize(field, cast(Boolean.class, column, value));
      case STRUCT -> {
        int size = size(column.fields(), cast(List.class, column, value));
        yield CodedOutputStream.computeTagSize(field)
            + CodedOutputStream.computeUInt32SizeNoTag(size)
            + size;
      }
    };
  }

  private static void write(
      CodedOutputStream out, List<Column> columns, List<? extends @Nullable Object> values)
      throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Object value = values.get(i);
      if (value != null && column.mode() == Column.Mode.REPEATED) {
        for (Object element : (List<?>) value) {
          writeOne(out, i + 1, column, element);
        }
      } else if (value != null) {
        writeOne(out, i + 1, column, value);
      }
    }
  }

  private static void writeOne(CodedOutputStream out, int field, Column column, Object value)
      throws IOException {
    switch (column.type()) {
      case STRING -> out.writeString(field, (String) value);
      case INT64, TIMESTAMP -> out.writeInt64(field, (Long) value);
      case FLOAT64 -> out.writeDouble(field, (Double) value);
      case BOOL -> out.writeBool(field, (Boolean) value);
      case STRUCT -> {
        List<?> values = (List<?>) value;
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size(column.fields(), values));
        write(out, column.fields(), values);
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
