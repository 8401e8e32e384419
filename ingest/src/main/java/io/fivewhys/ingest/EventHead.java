// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ingest.Decoded.Rejected;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What every event has whatever its body: identity, times, place. */
final class EventHead {

  private static final int LONGEST_ID = 512;
  private static final int LONGEST_SEVERITY = 16;

  private byte[] scratch = new byte[1_024];
  private long dedupId;
  private long entryTime;
  private @Nullable Long receiveTime;

  /** Takes the entry's times; the reason when it has none that can be used. */
  @Nullable Rejected times(Entry entry) {
    long time = entry.timestamp == Entry.ABSENT ? entry.receiveTimestamp : entry.timestamp;
    if (time == Entry.ABSENT) {
      return new Rejected("no_timestamp", "neither timestamp nor receiveTimestamp");
    }
    if (time == Timestamps.MALFORMED) {
      return new Rejected("bad_timestamp", "timestamp must be RFC 3339");
    }
    if (time == Timestamps.OUT_OF_RANGE) {
      return new Rejected("timestamp_out_of_range", "timestamp must be within 1970 and 2262");
    }
    entryTime = time;
    receiveTime = entry.receiveTimestamp >= 0 ? (Long) entry.receiveTimestamp : null;
    return null;
  }

  /** Two entries with the same log name, time and insert id are one, sent twice. */
  void identify(Entry entry, LogName logName, byte[] bytes, int offset, int length) {
    if (entry.insertId.isEmpty()) {
      dedupId = Hash64.of(bytes, offset, length, 0);
      return;
    }
    byte[] log = logName.utf8();
    String insertId = entry.insertId;
    int needed = log.length + Long.BYTES + insertId.length() * 3;
    if (scratch.length < needed) {
      scratch = new byte[needed];
    }
    System.arraycopy(log, 0, scratch, 0, log.length);
    int at = log.length;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      scratch[at++] = (byte) (entryTime >>> shift);
    }
    dedupId = Hash64.of(scratch, 0, append(insertId, at), 0);
  }

  private int append(String text, int at) {
    int begin = at;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, scratch, begin, utf8.length);
        return begin + utf8.length;
      }
      scratch[at++] = (byte) c;
    }
    return at;
  }

  long entryTime() {
    return entryTime;
  }

  /** An event of the entry's time and place that still lacks its body. */
  PlatformEvent of(Entry entry, ComponentKind kind, String component) {
    PlatformEvent event = new PlatformEvent();
    event.setDedupId(dedupId);
    event.setEventTime(entryTime);
    event.setEntryTime(entryTime);
    event.setReceiveTime(receiveTime);
    event.setInstanceId(entry.instanceId);
    event.setProject(entry.projectOrLogs());
    event.setLocation(entry.location);
    event.setComponentKind(kind);
    boolean run = kind == ComponentKind.CLOUD_RUN_SERVICE;
    event.setComponent(run ? component : Identities.component(component));
    event.setRevision(run ? entry.revision : "");
    event.setInstance(entry.instance);
    event.setLogName(entry.logName == null ? "" : entry.logName.bounded());
    event.setInsertId(insertId(entry.insertId));
    event.setSeverity(severity(entry.severity));
    event.setTrace(entry.trace);
    event.setTraceHash(entry.trace == null ? 0 : Hash64.of(entry.trace));
    event.setSpan(entry.span);
    event.setLabels(entry.labels);
    return event;
  }

  /**
   * Most ids hold nothing but small letters and digits, of which no secret is known by its shape.
   */
  private static String insertId(String sent) {
    for (int i = 0; i < sent.length(); i++) {
      char c = sent.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return Redaction.redact(sent, LONGEST_ID);
      }
    }
    return Redaction.cut(sent, LONGEST_ID);
  }

  private static @Nullable String severity(@Nullable String sent) {
    return sent == null || sent.isEmpty() || sent.length() > LONGEST_SEVERITY ? null : sent;
  }
}
