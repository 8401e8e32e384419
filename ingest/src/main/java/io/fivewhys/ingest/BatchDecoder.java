// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import io.fivewhys.ingest.Decoded.Sampled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Decodes and encodes batches, one after the other. Not for use by more than one thread. */
final class BatchDecoder {

  /** With its key and Kafka's own bytes, within the mebibyte that a broker takes by default. */
  static final int LONGEST_EVENT = 900 << 10;

  private static final int LONGEST_EXCERPT = 300;
  private static final int EXCERPT_BYTES = 4_096;

  /** Keys kept; the busy ones are made once. */
  private static final int KEYS = 10_000;

  private record Identity(
      String project, String location, ComponentKind kind, String component, String revision) {}

  private final LogDecoder decoder;
  private final EventWriter writer = new EventWriter();
  private final Map<Identity, byte[]> keys = new HashMap<>();

  BatchDecoder(Settings settings) {
    this.decoder = new LogDecoder(settings);
  }

  /**
   * @param source name of the stream, for what is rejected
   */
  DecodedBatch decode(EntryBatch batch, String source) {
    DecodedBatch decoded = new DecodedBatch(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      EntrySplitter.Fault fault = batch.fault(i);
      if (fault != null) {
        decoded.reject(rejected(fault.reason(), fault.detail(), batch, i, source));
        continue;
      }
      add(
          decoder.decode(batch.bytes(), batch.begin(i), batch.length(i)),
          batch,
          i,
          source,
          decoded);
    }
    return decoded;
  }

  private void add(Decoded entry, EntryBatch batch, int i, String source, DecodedBatch decoded) {
    switch (entry) {
      case Accepted accepted -> {
        PlatformEvent event = accepted.event();
        byte[] bytes = writer.encode(event);
        if (bytes.length <= LONGEST_EVENT) {
          decoded.event(key(event), bytes, event.getEventTime());
        } else {
          decoded.reject(
              rejected(
                  "event_too_large",
                  "the event is longer than " + LONGEST_EVENT + " bytes",
                  batch,
                  i,
                  source));
        }
      }
      case Ignored ignored -> decoded.ignore(ignored.reason());
      case Rejected rejected ->
          decoded.reject(rejected(rejected.reason(), rejected.detail(), batch, i, source));
      case Sampled sampled -> {
        decoded.split(sampled.points().size());
        sampled.points().forEach(point -> add(point, batch, i, source, decoded));
      }
    }
  }

  private byte[] key(PlatformEvent event) {
    Identity identity =
        new Identity(
            event.getProject(),
            event.getLocation(),
            event.getComponentKind(),
            event.getComponent(),
            event.getRevision());
    byte[] key = keys.get(identity);
    if (key == null) {
      key =
          Topics.eventKey(
                  identity.project,
                  identity.location,
                  identity.kind,
                  identity.component,
                  identity.revision)
              .getBytes(StandardCharsets.UTF_8);
      if (keys.size() >= KEYS) {
        keys.clear();
      }
      keys.put(identity, key);
    }
    return key;
  }

  private static RejectedEntry rejected(
      String reason, String detail, EntryBatch batch, int index, String source) {
    int length = Math.min(batch.length(index), EXCERPT_BYTES);
    String text = new String(batch.bytes(), batch.begin(index), length, StandardCharsets.UTF_8);
    return new RejectedEntry(reason, detail, source + "@" + batch.position(index), excerpt(text));
  }

  /** On one line, its secrets masked, control characters escaped. */
  static String excerpt(String text) {
    String redacted = Redaction.redactStrictly(text);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < redacted.length() && out.length() < LONGEST_EXCERPT; i++) {
      char c = redacted.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return Redaction.cut(out.toString(), LONGEST_EXCERPT);
  }
}
