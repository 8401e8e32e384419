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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Decodes and encodes entries, one after the other. Not for use by more than one thread. */
final class EntryDecoder {

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

  EntryDecoder(Settings settings) {
    this.decoder = new LogDecoder(settings);
  }

  /**
   * One entry that is no more than one.
   *
   * @param where the entry stands, for a reject
   * @param publishedNanos since the epoch: it was received by then at the latest
   */
  DecodedEntry decode(byte[] entry, Supplier<String> where, long publishedNanos) {
    Decoded decoded = decoder.decode(entry);
    if (decoded instanceof Sampled sampled) {
      if (sampled.points().size() != 1) {
        String why = "a time series of more than one point";
        return rejected("many_points", why, entry, 0, entry.length, where);
      }
      decoded = sampled.points().get(0);
    }
    if (decoded instanceof Accepted(PlatformEvent event)) {
      // A project's time goes by no clock that runs ahead of Pub/Sub's.
      Long received = event.getReceiveTime();
      event.setReceiveTime(received == null ? publishedNanos : Math.min(received, publishedNanos));
    }
    return encoded(decoded, entry, 0, entry.length, where);
  }

  /** What became of an entry, or of each point of a time series; at least one. */
  List<DecodedEntry> decodeAll(byte[] bytes, int offset, int length, Supplier<String> where) {
    Decoded decoded = decoder.decode(bytes, offset, length);
    List<Decoded> all = decoded instanceof Sampled sampled ? sampled.points() : List.of(decoded);
    return all.stream().map(each -> encoded(each, bytes, offset, length, where)).toList();
  }

  private DecodedEntry encoded(
      Decoded decoded, byte[] bytes, int offset, int length, Supplier<String> where) {
    return switch (decoded) {
      case Accepted accepted -> {
        PlatformEvent event = accepted.event();
        byte[] encoded = writer.encode(event);
        yield encoded.length <= LONGEST_EVENT
            ? event(event, encoded)
            : rejected(
                "event_too_large",
                "the event is longer than " + LONGEST_EVENT + " bytes",
                bytes,
                offset,
                length,
                where);
      }
      case Ignored ignored -> new DecodedEntry.Ignored(ignored.reason());
      case Rejected rejected ->
          rejected(rejected.reason(), rejected.detail(), bytes, offset, length, where);
      case Sampled nested -> throw new IllegalStateException("a series within a series: " + nested);
    };
  }

  private DecodedEntry.Event event(PlatformEvent event, byte[] encoded) {
    Long received = event.getReceiveTime();
    long time = event.getEventTime();
    return new DecodedEntry.Event(
        key(event),
        encoded,
        event.getProject(),
        time,
        received == null ? time : Math.min(time, received),
        event.getDedupId());
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

  static DecodedEntry.Reject rejected(
      String reason, String detail, byte[] bytes, int offset, int length, Supplier<String> where) {
    String text =
        new String(bytes, offset, Math.min(length, EXCERPT_BYTES), StandardCharsets.UTF_8);
    return new DecodedEntry.Reject(new RejectedEntry(reason, detail, where.get(), excerpt(text)));
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
