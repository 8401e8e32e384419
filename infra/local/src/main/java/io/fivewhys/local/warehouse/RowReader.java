// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.RowError;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Int64Value;
import io.fivewhys.local.warehouse.WriteService.Target;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one writer's schema for one state of a table and appends them: all of a
 * request, or none with a reason for each that is bad.
 */
final class RowReader {

  private final WriteService service;
  private final FileTable table;
  private final DescriptorProto schema;
  private final RowDecoder decoder;

  RowReader(WriteService service, FileTable table, DescriptorProto schema)
      throws WriterSchemaException {
    service.limits().check(schema);
    this.service = service;
    this.table = table;
    this.schema = schema;
    this.decoder = new RowDecoder(table.columns(), schema);
  }

  boolean reads(DescriptorProto otherSchema, FileTable otherTable) {
    return schema.equals(otherSchema) && table.equals(otherTable);
  }

  AppendRowsResponse.Builder append(List<ByteString> serialized, Target target, long offset)
      throws SQLException {
    String entity = target.name().full();
    AppendRowsResponse.Builder answer = AppendRowsResponse.newBuilder();
    List<List<@Nullable Object>> rows = read(serialized, answer);
    if (answer.getRowErrorsCount() > 0) {
      return answer.setError(StorageErrors.badRows(entity));
    }
    long at = service.store().append(table, target.stream().name(), offset, rows);
    if (offset >= 0 && at != offset) {
      return answer.setError(StorageErrors.wrongOffset(entity, offset, at));
    }
    AppendRowsResponse.AppendResult.Builder result = answer.getAppendResultBuilder();
    if (!target.name().isDefault()) {
      result.setOffset(Int64Value.of(at));
    }
    return answer;
  }

  private List<List<@Nullable Object>> read(
      List<ByteString> serialized, AppendRowsResponse.Builder answer) {
    List<List<@Nullable Object>> rows = new ArrayList<>(serialized.size());
    for (int i = 0; i < serialized.size(); i++) {
      try {
        rows.add(read(serialized.get(i)));
      } catch (RowDecoder.RowException e) {
        answer
            .addRowErrorsBuilder()
            .setIndex(i)
            .setCode(RowError.RowErrorCode.FIELDS_ERROR)
            .setMessage(String.valueOf(e.getMessage()));
      }
    }
    return rows;
  }

  private List<@Nullable Object> read(ByteString serialized) throws RowDecoder.RowException {
    int limit = service.limits().rowBytes();
    if (serialized.size() > limit) {
      throw new RowDecoder.RowException(
          "Row is too large: " + serialized.size() + " limit " + limit);
    }
    List<@Nullable Object> row = decoder.decode(serialized);
    String refusal = service.faults().refusal(row);
    if (refusal != null) {
      throw new RowDecoder.RowException(refusal);
    }
    return row;
  }
}
