// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.LogLine;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events to the very bytes that {@link AvroCodec} makes of them, several times as fast:
 * requests and log lines, which are nearly all there is, field by field in the schema's order; the
 * others through the codec. Not for use by more than one thread.
 */
@SuppressWarnings("EnumOrdinal") // what Avro writes for a symbol is its position in the schema
final class EventWriter {

  /** Positions of these bodies in the schema's union. */
  private static final int REQUEST = 0;

  private static final int LOG_LINE = 1;

  private static final int LONGEST_VARIABLE_LONG = 10;

  private byte[] bytes = new byte[2_048];
  private int at;

  EventWriter() {
    System.arraycopy(Topics.EVENTS.codec().header(), 0, bytes, 0, AvroCodec.HEADER_BYTES);
  }

  byte[] encode(PlatformEvent event) {
    Object body = event.getBody();
    if (!(body instanceof Request) && !(body instanceof LogLine)) {
      return Topics.EVENTS.codec().encode(event);
    }
    at = AvroCodec.HEADER_BYTES;
    number(event.getDedupId());
    number(event.getEventTime());
    number(event.getEntryTime());
    optional(event.getReceiveTime());
    number(event.getInstanceId());
    number(event.getTraceHash());
    if (body instanceof Request request) {
      number(REQUEST);
      request(request);
    } else if (body instanceof LogLine line) {
      number(LOG_LINE);
      line(line);
    }
    text(event.getProject());
    text(event.getLocation());
    number(event.getComponentKind().ordinal());
    text(event.getComponent());
    text(event.getRevision());
    optional(event.getInstance());
    text(event.getLogName());
    text(event.getInsertId());
    optional(event.getSeverity());
    optional(event.getTrace());
    optional(event.getSpan());
    texts(event.getLabels());
    return Arrays.copyOf(bytes, at);
  }

  private void request(Request request) {
    number(request.getStatus());
    optional(request.getLatency());
    flag(request.getConnection());
    number(request.getPlatformError().ordinal());
    text(request.getMethod());
    text(request.getRoute());
    optional(request.getHost());
    optional(request.getProtocol());
    optional(request.getErrorText());
  }

  private void line(LogLine line) {
    number(line.getSignatureId());
    flag(line.getError());
    number(line.getSignal().ordinal());
    number(line.getStream().ordinal());
    text(line.getSignature());
    text(line.getExcerpt());
    ComponentKind target = line.getTargetKind();
    optional(target == null ? null : (long) target.ordinal());
    text(line.getTarget());
    optional(line.getDuration());
  }

  private void flag(boolean value) {
    reserve(1);
    bytes[at++] = (byte) (value ? 1 : 0);
  }

  /** Zig-zag, seven bits a byte. */
  private void number(long value) {
    reserve(LONGEST_VARIABLE_LONG);
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  private void optional(@Nullable Long value) {
    if (value == null) {
      number(0);
    } else {
      number(1);
      number(value);
    }
  }

  private void optional(@Nullable String value) {
    if (value == null) {
      number(0);
    } else {
      number(1);
      text(value);
    }
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, at, utf8.length);
    at += utf8.length;
  }

  private void texts(Map<String, String> values) {
    if (!values.isEmpty()) {
      number(values.size());
      values.forEach((name, value) -> {
        text(name);
        text(value);
      });
    }
    number(0);
  }

  private void reserve(int more) {
    if (at + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
    }
  }
}
