// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;

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

  public Body body = Body.REQUEST;

  /** Of a request: HTTP status. */
  public int status;

  /** Of a request: nanoseconds, −1 where none was sent. */
  public long latencyNanos;

  /** Of a request: WebSocket by protocol or status. */
  public boolean connection;

  /** Of a request: whether the platform, not the application, failed it. */
  public boolean platformError;

  /** Of a log line. */
  public long signatureId;

  /** Of a log line: whether it counts as an error. */
  public boolean error;

  /** Of a log line. */
  public SignalKind signal = SignalKind.NONE;

  /**
   * Of an instance's exit: by a code other than 0 or a signal. Of a probe: that it did not succeed.
   */
  public boolean failed;

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

  private void readHead() {
    dedupId = nextLong();
    eventTimeNanos = nextLong();
    entryTimeNanos = nextLong();
    receiveTimeNanos = nextOptional(Long.MAX_VALUE);
    instanceId = nextLong();
    body = BODIES[(int) nextLong()];
    switch (body) {
      case REQUEST -> {
        status = (int) nextLong();
        latencyNanos = nextOptional(-1);
        connection = bytes[position++] != 0;
        platformError = nextLong() != 0;
      }
      case LOG_LINE -> {
        signatureId = nextLong();
        error = bytes[position++] != 0;
        signal = SIGNALS[(int) nextLong()];
      }
      case INSTANCE_EXIT -> {
        long exitCode = nextOptional(0);
        boolean killed = nextLong() != 0;
        failed = exitCode != 0 || killed;
      }
      case PROBE_RESULT -> {
        nextLong(); // probe
        failed = bytes[position++] == 0;
      }
      case SQL_EVENT,
          INSTANCE_START,
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

  /** Avro's zig-zag variable-length long. */
  private long nextLong() {
    long raw = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[position++];
      raw |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return raw >>> 1 ^ -(raw & 1);
      }
    }
  }

  private static long longAt(byte[] from, int offset) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | from[offset + i] & 0xff;
    }
    return value;
  }
}
