// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Column.Type.STRING;
import static io.fivewhys.warehouse.Column.Type.TIMESTAMP;
import static io.fivewhys.warehouse.Field.nullable;
import static io.fivewhys.warehouse.Field.required;

import io.fivewhys.warehouse.Table.Keep;
import java.util.List;

/** What could not be understood. */
public final class RejectedTable {

  public static final Mapping<RejectedMessage> REJECTED_ENTRIES =
      Mapping.of(
          "rejected_entries",
          List.of("source"),
          "received_at",
          List.of("reason"),
          Keep.MONTH,
          List.of(
              required("reason", STRING, row -> row.entry().getReason(), "A fixed word"),
              required("detail", STRING, row -> row.entry().getDetail(), "What was wrong"),
              required(
                  "source",
                  STRING,
                  row -> row.entry().getSource(),
                  "File and position, or subscription and message"),
              required(
                  "excerpt",
                  STRING,
                  row -> row.entry().getExcerpt(),
                  "Its first characters, redacted"),
              nullable(
                  "received_at",
                  TIMESTAMP,
                  RejectedMessage::receivedAt,
                  "When it was put aside; null for one read from a file")),
          "Entries that could not be understood");

  private RejectedTable() {}
}
