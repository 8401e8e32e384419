// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

/** Rows of the client's message cannot be rows of the table. */
final class WriterSchemaException extends Exception {

  private final String reason;
  private final boolean extraField;

  private WriterSchemaException(String reason, boolean extraField) {
    super(reason);
    this.reason = reason;
    this.extraField = extraField;
  }

  static WriterSchemaException extraField(String name) {
    return new WriterSchemaException(
        "Input schema has more fields than BigQuery schema, extra fields: '" + name + "'", true);
  }

  static WriterSchemaException invalid(String message) {
    return new WriterSchemaException(message, false);
  }

  String reason() {
    return reason;
  }

  /** Whether it is only that the table has no such column, or not yet. */
  boolean isExtraField() {
    return extraField;
  }
}
