// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which protobuf fields a column takes, of those that Google documents: wrappers, and strings for
 * times and numbers, are left out.
 */
final class WriterFields {

  private static final Set<Type> NUMBERS =
      Set.of(Type.TYPE_INT64, Type.TYPE_INT32, Type.TYPE_UINT32);

  private WriterFields() {}

  static void check(FileColumn column, FieldDescriptorProto field, DescriptorProto message)
      throws WriterSchemaException {
    boolean repeated = field.getLabel() == Label.LABEL_REPEATED;
    if (!takes(column.type(), type(field)) || repeated != column.repeated()) {
      throw WriterSchemaException.invalid(
          "The proto field mismatched with BigQuery field at "
              + message.getName()
              + '.'
              + field.getName()
              + ", the proto field type "
              + (repeated ? "repeated " : "")
              + type(field).name().substring("TYPE_".length()).toLowerCase(Locale.ROOT)
              + ", BigQuery field type "
              + (column.repeated() ? "REPEATED " : "")
              + (column.type() == TableFieldSchema.Type.TYPE_UNSPECIFIED
                  ? column.definition()
                  : column.type()));
    }
  }

  /** A field that names a message need not say that it is one, and the JSON client's does not. */
  static Type type(FieldDescriptorProto field) {
    return field.hasType() || field.getTypeName().isEmpty() ? field.getType() : Type.TYPE_MESSAGE;
  }

  /**
   * @param scopes where the field is, the innermost first: types are looked up in that order
   * @return the scopes of the field's own message
   */
  static List<DescriptorProto> nested(FieldDescriptorProto field, List<DescriptorProto> scopes)
      throws WriterSchemaException {
    String name = field.getTypeName().substring(field.getTypeName().lastIndexOf('.') + 1);
    for (int i = 0; i < scopes.size(); i++) {
      for (DescriptorProto type : scopes.get(i).getNestedTypeList()) {
        if (type.getName().equals(name)) {
          return Stream.concat(Stream.of(type), scopes.stream().skip(i)).toList();
        }
      }
    }
    throw WriterSchemaException.invalid(
        "Invalid proto schema: the type of field " + field.getName() + " is not nested in it");
  }

  private static boolean takes(TableFieldSchema.Type column, Type field) {
    return switch (column) {
      case STRING -> field == Type.TYPE_STRING;
      case INT64 -> NUMBERS.contains(field) || field == Type.TYPE_ENUM;
      case TIMESTAMP -> NUMBERS.contains(field);
      case DOUBLE -> field == Type.TYPE_DOUBLE || field == Type.TYPE_FLOAT;
      case BOOL -> field == Type.TYPE_BOOL || NUMBERS.contains(field) || field == Type.TYPE_UINT64;
      case STRUCT -> field == Type.TYPE_MESSAGE;
      default -> false;
    };
  }
}
