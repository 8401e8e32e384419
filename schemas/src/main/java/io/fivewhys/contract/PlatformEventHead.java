// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;
import io.fivewhys.SqlEventKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numeric head of an encoded {@link PlatformEvent} straight from its bytes, into fields
 * that are overwritten by the next read: the hot stage folds a million events a second and needs
 * none of their strings. Falls back to the codec for another writer's schema. Not for use by more
 * than one thread.
 */
public final class PlatformEventHead {

  /** Positions of the bodies in the union, as the schema lists them. */
  public enum Body {
    REQUEST,
    LOG_LINE,
    SQL_EVENT,
    INSTANCE_START,
    INSTANCE_EXIT,
    PROBE_RESULT,
    MEMORY_LIMIT,
    REVISION_ANNOUNCED,
    SERVICE_CHANGED,
    CONFIGURATION_CHANGE,
    METRIC_SAMPLE
  }

  private static final Body[] BODIES = Body.values();
  private static final SignalKind[] SIGNALS = SignalKind.values();
  private static final SqlEventKind[] SQL_EVENTS = SqlEventKind.values();
  private static final PlatformError[] PLATFORM_ERRORS = PlatformError.values();
  private static final ComponentKind[] COMPONENTS = ComponentKind.values();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] HEADER_SENT = Topics.EVENTS.codec().header();
  private static final long HEADER = longAt(HEADER_SENT, 0);
  private static final int HEADER_TAIL = HEADER_SENT[8] << 8 | HEADER_SENT[9] & 0xff;

  public long dedupId;
  public long eventTimeNanos;

  /** Timestamp as sent: a request's start. */
  public long entryTimeNanos;

  /** {@link Long#MAX_VALUE} where the entry named no time of receipt. */
  public long receiveTimeNanos;

  /** Hash of the instance's name, 0 where there is none. */
  public long instanceId;

  /** Hash of the trace id, 0 where there is none. */
  public long traceHash;

  public Body body = Body.REQUEST;

  /** Of a request: HTTP status. */
  public int status;

  /** Of a request: nanoseconds, −1 where none was sent. */
  public long latencyNanos;

  /** Of a request: WebSocket by protocol or status. */
  public boolean connection;

  /** Of a request: why the platform, not the application, failed it; NONE where it did not. */
  public PlatformError platformError = PlatformError.NONE;

  /** Of a log line. */
  public long signatureId;

  /** Of a log line: whether it counts as an error. */
  public boolean error;

  /** Of a log line. */
  public SignalKind signal = SignalKind.NONE;

  /** Of a database's log. */
  public SqlEventKind sqlEvent = SqlEventKind.OTHER;

  /**
   * Of an instance's exit: by a code other than 0 or a signal. Of a probe: that it did not succeed.
   */
  public boolean failed;

  /** After {@link #readDetails}, of a log line's signal: null where it speaks of itself. */
  public @Nullable ComponentKind targetKind;

  /** After {@link #readDetails}, of a log line's signal: what it is about by name. */
  public String target = "";

  /** After {@link #readDetails}: nanoseconds named by the line, −1 where none are. */
  public long durationNanos;

  private byte[] bytes = {};
  private int position;

  /**
   * @throws AvroCodec.UndecodableException when the bytes are no event
   */
  public void read(byte[] message) {
    if (message.length <= AvroCodec.HEADER_BYTES
        || longAt(message, 0) != HEADER
        || (message[8] << 8 | message[9] & 0xff) != HEADER_TAIL) {
      message = Topics.EVENTS.codec().encode(Topics.EVENTS.codec().decode(message));
    }
    bytes = message;
    position = AvroCodec.HEADER_BYTES;
    try {
      readHead();
    } catch (IndexOutOfBoundsException e) {
      throw new AvroCodec.UndecodableException("damaged message of PlatformEvent", e);
    }
  }

  /**
   * Reads on to what a log line or a database's event says in detail, at the cost of one string.
   * Once after {@link #read}, and only for those two.
   *
   * @throws AvroCodec.UndecodableException when the bytes are no event
   */
  public void readDetails() {
    try {
      if (body == Body.LOG_LINE) {
        nextLong(); // stream
        skipText(); // signature
        skipText(); // excerpt
        targetKind = nextLong() == 0 ? null : COMPONENTS[(int) nextLong()];
        target = nextText();
      } else {
        skipText(); // level
        targetKind = null;
        target = "";
      }
      durationNanos = nextOptional(-1);
    } catch (IndexOutOfBoundsException e) {
      throw new AvroCodec.UndecodableException("damaged message of PlatformEvent", e);
    }
  }

  private void readHead() {
    dedupId = nextLong();
    eventTimeNanos = nextLong();
    entryTimeNanos = nextLong();
    receiveTimeNanos = nextOptional(Long.MAX_VALUE);
    instanceId = nextLong();
    traceHash = nextLong();
    body = BODIES[(int) nextLong()];
    switch (body) {
      case REQUEST -> {
        status = (int) nextLong();
        latencyNanos = nextOptional(-1);
        connection = bytes[position++] != 0;
        platformError = PLATFORM_ERRORS[(int) nextLong()];
      }
      case LOG_LINE -> {
        signatureId = nextLong();
        error = bytes[position++] != 0;
        signal = SIGNALS[(int) nextLong()];
      }
      case SQL_EVENT -> sqlEvent = SQL_EVENTS[(int) nextLong()];
      case INSTANCE_EXIT -> {
        long exitCode = nextOptional(0);
        boolean killed = nextLong() != 0;
        failed = exitCode != 0 || killed;
      }
      case PROBE_RESULT -> {
        nextLong(); // probe
        failed = bytes[position++] == 0;
      }
      case INSTANCE_START,
          MEMORY_LIMIT,
          REVISION_ANNOUNCED,
          SERVICE_CHANGED,
          CONFIGURATION_CHANGE,
          METRIC_SAMPLE -> {}
    }
  }

  /** Of the union of null and long, in this order. */
  private long nextOptional(long absent) {
    return nextLong() == 0 ? absent : nextLong();
  }

  private String nextText() {
    int length = textLength();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  private void skipText() {
    int length = textLength(); // which moves the position itself
    position += length;
  }

  private int textLength() {
    long length = nextLong();
    if (length < 0 || length > bytes.length - position) {
      throw new IndexOutOfBoundsException("a text of " + length + " bytes");
    }
    return (int) length;
  }

  /**
   * Avro's zig-zag variable-length long. Times and hashes take nine bytes or ten: eight are read at
   * once, as byte by byte they would be most of what reading a head costs.
   */
  private long nextLong() {
    byte first = bytes[position];
    if (first >= 0) {
      position++;
      return first >>> 1 ^ -(first & 1);
    }
    if (position > bytes.length - Long.BYTES) {
      return nextLong(0, 0);
    }
    long eight = (long) LONGS.get(bytes, position);
    long ends = ~eight & 0x8080808080808080L;
    if (ends == 0) {
      position += Long.BYTES;
      return nextLong(joined(eight), 56);
    }
    int read = Long.numberOfTrailingZeros(ends) + 1;
    position += read >>> 3;
    long raw = joined(eight & -1L >>> Long.SIZE - read);
    return raw >>> 1 ^ -(raw & 1);
  }

  /** The rest of one, byte by byte. */
  private long nextLong(long raw, int shift) {
    while (true) {
      byte next = bytes[position++];
      raw |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return raw >>> 1 ^ -(raw & 1);
      }
      shift += 7;
    }
  }

  /** The lower seven bits of each byte, side by side. */
  private static long joined(long eight) {
    long pairs = eight & 0x007f007f007f007fL | (eight & 0x7f007f007f007f00L) >>> 1;
    long fours = pairs & 0x00003fff00003fffL | (pairs & 0x3fff00003fff0000L) >>> 2;
    return fours & 0x000000000fffffffL | (fours & 0x0fffffff00000000L) >>> 4;
  }

  private static long longAt(byte[] from, int offset) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | from[offset + i] & 0xff;
    }
    return value;
  }
}
