// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.WireFormat;
import io.fivewhys.warehouse.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that a client wrote as messages of its own descriptor, field by name, into values in
 * the order of the table's columns. Takes what BigQuery takes and refuses what it refuses.
 */
final class RowDecoder {

  private static final long MIN_TIMESTAMP_MICROS = -62_135_596_800_000_000L;
  private static final long MAX_TIMESTAMP_MICROS = 253_402_300_799_999_999L;

  /** A field of the client's message: its column, that one's place, and how to read its parts. */
  private record Target(int index, Column column, @Nullable RowDecoder nested) {}

  private final List<Column> columns;
  private final Map<Integer, Target> targets = new HashMap<>();

  /**
   * @throws IllegalArgumentException when the message has a field that the table has no column for
   */
  RowDecoder(List<Column> columns, DescriptorProto message) {
    this.columns = columns;
    for (FieldDescriptorProto field : message.getFieldList()) {
      targets.put(field.getNumber(), target(field, message));
    }
  }

  /**
   * @throws RowException when the row cannot be taken
   */
  List<@Nullable Object> decode(ByteString bytes) throws RowException {
    try {
      return decode(bytes.newCodedInput());
    } catch (IOException e) {
      throw new RowException("row is not a message of the writer's schema: " + e.getMessage());
    }
  }

  private Target target(FieldDescriptorProto field, DescriptorProto message) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (column.name().equalsIgnoreCase(field.getName())) {
        return new Target(i, column, nested(column, field, message));
      }
    }
    throw new IllegalArgumentException(
        "Input schema has more fields than BigQuery schema, extra fields: '"
            + field.getName()
            + "'");
  }

  private static @Nullable RowDecoder nested(
      Column column, FieldDescriptorProto field, DescriptorProto message) {
    if (column.type() != Column.Type.STRUCT) {
      return null;
    }
    String name = field.getTypeName().substring(field.getTypeName().lastIndexOf('.') + 1);
    return message.getNestedTypeList().stream()
        .filter(type -> type.getName().equals(name))
        .findFirst()
        .map(type -> new RowDecoder(column.fields(), type))
        .orElseThrow(
            () -> new IllegalArgumentException("field " + field.getName() + " is not a message"));
  }

  private List<@Nullable Object> decode(CodedInputStream in) throws IOException, RowException {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Target target = targets.get(WireFormat.getTagFieldNumber(tag));
      if (target == null) {
        in.skipField(tag);
      } else {
        put(values, target, value(in, target));
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = absent(columns.get(i));
      }
    }
    return Arrays.asList(values);
  }

  @SuppressWarnings("unchecked")
  private static void put(@Nullable Object[] values, Target target, Object value) {
    if (target.column().mode() != Column.Mode.REPEATED) {
      values[target.index()] = value;
      return;
    }
    List<Object> elements = (List<Object>) values[target.index()];
    if (elements == null) {
      elements = new ArrayList<>();
      values[target.index()] = elements;
    }
    elements.add(value);
  }

  private static @Nullable Object absent(Column column) throws RowException {
    return switch (column.mode()) {
      case NULLABLE -> null;
      case REPEATED -> List.of();
      case REQUIRED -> throw new RowException("Field " + column.name() + " is required");
    };
  }

  private static Object value(CodedInputStream in, Target target) throws IOException, RowException {
    return switch (target.column().type()) {
      case STRING -> in.readStringRequireUtf8();
      case INT64 -> in.readInt64();
      case TIMESTAMP -> timestamp(target.column(), in.readInt64());
      case FLOAT64 -> in.readDouble();
      case BOOL -> in.readBool();
      case STRUCT -> struct(in, target);
    };
  }

  private static Object struct(CodedInputStream in, Target target)
      throws IOException, RowException {
    RowDecoder nested = target.nested();
    if (nested == null) {
      throw new IllegalStateException("column " + target.column().name() + " has no fields");
    }
    int before = in.pushLimit(in.readRawVarint32());
    List<@Nullable Object> values = nested.decode(in);
    in.popLimit(before);
    return values;
  }

  private static long timestamp(Column column, long micros) throws RowException {
    if (micros < MIN_TIMESTAMP_MICROS || micros > MAX_TIMESTAMP_MICROS) {
      throw new RowException("Timestamp of " + column.name() + " is out of range: " + micros);
    }
    return micros;
  }

  /** One row cannot be taken. */
  static final class RowException extends Exception {
    RowException(String message) {
      super(message);
    }
  }
}
