// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.WireFormat;
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
  private record Target(
      int index, FileColumn column, FieldDescriptorProto.Type type, @Nullable RowDecoder nested) {}

  private final List<FileColumn> columns;
  private final Map<Integer, Target> targets = new HashMap<>();

  /**
   * @throws WriterSchemaException when rows of such a message do not fit the columns
   */
  RowDecoder(List<FileColumn> columns, DescriptorProto message) throws WriterSchemaException {
    this(columns, List.of(message));
  }

  /**
   * @param scopes the message, the one it is nested in, and so on
   */
  private RowDecoder(List<FileColumn> columns, List<DescriptorProto> scopes)
      throws WriterSchemaException {
    this.columns = columns;
    for (FieldDescriptorProto field : scopes.getFirst().getFieldList()) {
      targets.put(field.getNumber(), target(field, scopes));
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

  private Target target(FieldDescriptorProto field, List<DescriptorProto> scopes)
      throws WriterSchemaException {
    for (int i = 0; i < columns.size(); i++) {
      FileColumn column = columns.get(i);
      if (column.name().equalsIgnoreCase(field.getName())) {
        WriterFields.check(column, field, scopes.getFirst());
        RowDecoder nested =
            column.type() == TableFieldSchema.Type.STRUCT
                ? new RowDecoder(column.fields(), WriterFields.nested(field, scopes))
                : null;
        return new Target(i, column, WriterFields.type(field), nested);
      }
    }
    throw WriterSchemaException.extraField(field.getName());
  }

  private List<@Nullable Object> decode(CodedInputStream in) throws IOException, RowException {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Target target = targets.get(WireFormat.getTagFieldNumber(tag));
      if (target == null) {
        in.skipField(tag);
      } else if (packed(tag, target)) {
        int before = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
          put(values, target, value(in, target));
        }
        in.popLimit(before);
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

  private static boolean packed(int tag, Target target) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
        && target.type() != FieldDescriptorProto.Type.TYPE_STRING
        && target.nested() == null;
  }

  @SuppressWarnings("unchecked")
  private static void put(@Nullable Object[] values, Target target, Object value) {
    if (!target.column().repeated()) {
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

  private static @Nullable Object absent(FileColumn column) throws RowException {
    if (column.mode() == TableFieldSchema.Mode.REQUIRED) {
      throw new RowException("Field " + column.name() + " is required");
    }
    return column.repeated() ? List.of() : null;
  }

  private static Object value(CodedInputStream in, Target target) throws IOException, RowException {
    RowDecoder nested = target.nested();
    if (nested != null) {
      return struct(in, nested);
    }
    return switch (target.column().type()) {
      case STRING -> in.readStringRequireUtf8();
      case INT64 -> in.readInt64();
      case TIMESTAMP -> timestamp(target.column(), in.readInt64());
      case DOUBLE ->
          target.type() == FieldDescriptorProto.Type.TYPE_FLOAT
              ? (double) in.readFloat()
              : in.readDouble();
      case BOOL -> in.readBool();
      default -> throw new IllegalStateException("nothing is read for " + target.column());
    };
  }

  private static Struct struct(CodedInputStream in, RowDecoder nested)
      throws IOException, RowException {
    int before = in.pushLimit(in.readRawVarint32());
    List<@Nullable Object> values = nested.decode(in);
    in.popLimit(before);
    return new Struct(values);
  }

  private static long timestamp(FileColumn column, long micros) throws RowException {
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
