// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A protobuf message as it is written, in one pass: a nested one gets its length when it ends, so
 * that nothing has to be measured first. Used again for the next message, by one thread.
 */
final class ProtoBuffer {

  private static final int MORE = 0x80;

  private byte[] bytes = new byte[1 << 10];
  private int end;

  /** What is written, as a copy; the next message begins. */
  ByteString take() {
    ByteString taken = UnsafeByteOperations.unsafeWrap(Arrays.copyOf(bytes, end));
    end = 0;
    return taken;
  }

  void clear() {
    end = 0;
  }

  void string(int field, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    varint(text.length);
    room(text.length);
    System.arraycopy(text, 0, bytes, end, text.length);
    end += text.length;
  }

  void int64(int field, long value) {
    tag(field, WireFormat.WIRETYPE_VARINT);
    varint(value);
  }

  void bool(int field, boolean value) {
    int64(field, value ? 1 : 0);
  }

  void float64(int field, double value) {
    tag(field, WireFormat.WIRETYPE_FIXED64);
    room(Double.BYTES);
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < Double.BYTES; i++) {
      bytes[end++] = (byte) (bits >>> (i * Byte.SIZE));
    }
  }

  /** Begins a nested message; what it returns is for {@link #end}. */
  int begin(int field) {
    tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    room(1);
    return ++end;
  }

  /** Most are short, with a length of one byte; a longer one moves to make room for its own. */
  void end(int begin) {
    int length = end - begin;
    if (length < MORE) {
      bytes[begin - 1] = (byte) length;
      return;
    }
    int more = varintBytes(length) - 1;
    room(more);
    System.arraycopy(bytes, begin, bytes, begin + more, length);
    end = begin - 1;
    varint(length);
    end += length;
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    room(10);
    long left = value;
    while ((left & -MORE) != 0) {
      bytes[end++] = (byte) (left | MORE);
      left >>>= 7;
    }
    bytes[end++] = (byte) left;
  }

  private static int varintBytes(int value) {
    return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
  }

  private void room(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
    }
  }
}
