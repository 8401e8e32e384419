// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.protobuf.DescriptorProtos.DescriptorProto;

/**
 * How much the service takes. Google documents requests and rows of 10 MB, 10,000 columns and 15
 * levels of nesting; that a megabyte is 2^20 bytes for a request is what its error says.
 *
 * @param requestBytes all included
 * @param rowBytes of one row as the client wrote it
 * @param columns of a writer's schema, nested ones included
 * @param levels of nesting
 */
record WriteLimits(int requestBytes, int rowBytes, int columns, int levels) {

  static final WriteLimits DOCUMENTED = new WriteLimits(10 << 20, 10_000_000, 10_000, 15);

  void check(DescriptorProto schema) throws WriterSchemaException {
    int count = count(schema, 0);
    if (count > columns) {
      throw WriterSchemaException.invalid(
          "Invalid proto schema: " + count + " fields, limit " + columns);
    }
  }

  private int count(DescriptorProto message, int level) throws WriterSchemaException {
    if (level > levels) {
      throw WriterSchemaException.invalid(
          "Invalid proto schema: messages nested more than " + levels + " levels deep");
    }
    int count = message.getFieldCount();
    for (DescriptorProto nested : message.getNestedTypeList()) {
      count += count(nested, level + 1);
    }
    return count;
  }
}
