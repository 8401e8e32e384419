// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.cloud.audit.AuditLog;
import com.google.iam.v1.logging.AuditData;
import com.google.logging.v2.LogEntry;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.fivewhys.ingest.Hash64;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Log entries of the API as the JSON that a sink and an export hold. What of an entry is of a type
 * that nobody knows is left out, and named where it was the payload itself; an entry that cannot be
 * written at all becomes an object that the decoder rejects. None is dropped.
 */
final class LogEntryWriter {

  private static final TypeRegistry KNOWN =
      TypeRegistry.newBuilder()
          .add(AuditLog.getDescriptor())
          .add(AuditData.getDescriptor()) // in audit entries of permissions
          .build();

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().usingTypeRegistry(KNOWN).omittingInsignificantWhitespace();

  private LogEntryWriter() {}

  static Entries of(List<LogEntry> entries, String nextPage, Map<String, Long> suppressed) {
    return new Entries(entries.stream().map(LogEntryWriter::entry).toList(), nextPage, suppressed);
  }

  private static Entries.Entry entry(LogEntry entry) {
    Timestamp received = entry.getReceiveTimestamp();
    Timestamp stamped = entry.getTimestamp();
    // The id itself is a stranger's text.
    long id =
        Hash64.of(
            entry.getLogName()
                + '\n'
                + Instant.ofEpochSecond(stamped.getSeconds(), stamped.getNanos())
                + '\n'
                + entry.getInsertId());
    return new Entries.Entry(
        json(entry).getBytes(StandardCharsets.UTF_8),
        "logging/" + HexFormat.of().toHexDigits(id),
        Instant.ofEpochSecond(received.getSeconds(), received.getNanos()));
  }

  static String json(LogEntry entry) {
    try {
      return JSON.print(entry);
    } catch (InvalidProtocolBufferException e) {
      return withKnownTypes(entry);
    } catch (IllegalArgumentException e) { // a number that JSON has not
      return unwritable(entry);
    }
  }

  private static String withKnownTypes(LogEntry entry) {
    Any payload = entry.getProtoPayload();
    try {
      if (payload.is(AuditLog.class)) {
        AuditLog audit = withKnownTypes(payload.unpack(AuditLog.class));
        return JSON.print(entry.toBuilder().setProtoPayload(Any.pack(audit)).build());
      }
      String rest = JSON.print(entry.toBuilder().clearProtoPayload().build());
      return (rest.equals("{}") ? "{" : rest.substring(0, rest.length() - 1) + ",")
          + "\"protoPayload\":{\"@type\":"
          + quoted(payload.getTypeUrl())
          + "}}";
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return unwritable(entry);
    }
  }

  /** Nothing that the decoder reads of an audit entry stands in what this leaves out. */
  private static AuditLog withKnownTypes(AuditLog audit) {
    AuditLog.Builder known = audit.toBuilder();
    if (!isKnown(known.getServiceData())) {
      known.clearServiceData();
    }
    List<Any> details =
        known.getStatus().getDetailsList().stream().filter(LogEntryWriter::isKnown).toList();
    if (known.hasStatus()) {
      known.getStatusBuilder().clearDetails().addAllDetails(details);
    }
    return known.build();
  }

  private static boolean isKnown(Any any) {
    try {
      JSON.print(any);
      return true;
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String unwritable(LogEntry entry) {
    return "{\"unwritable\":true,\"insertId\":" + quoted(entry.getInsertId()) + "}";
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
