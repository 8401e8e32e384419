// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the entries read, each ignored and rejected one with its reason. How many were
 * read is counted where they are found, apart from what became of them, so that {@code read =
 * accepted + ignored + rejected} at the end of a stream says that none was lost. Adds up by {@link
 * #add(IngestCounts)}. Input cannot blow it up: beyond {@value #REASONS} reasons what is new counts
 * as one.
 */
public final class IngestCounts {

  static final int REASONS = 200;
  private static final String RESOURCE_TYPE = "resource_type:";
  private static final String OTHER = "other";

  private long read;
  private long split;
  private long accepted;
  private long duplicates;
  private long ignored;
  private long rejected;
  private long bytes;
  private long firstEventNanos = Long.MAX_VALUE;
  private long lastEventNanos = Long.MIN_VALUE;
  private final Map<String, Long> ignoredByReason = new TreeMap<>();
  private final Map<String, Long> rejectedByReason = new TreeMap<>();

  /** One more, and what became of it. */
  void read(DecodedEntry entry) {
    read++;
    count(entry);
  }

  /** One more, the same as another in hand. */
  void repeated() {
    read++;
    duplicates++;
  }

  void count(DecodedEntry entry) {
    switch (entry) {
      case DecodedEntry.Event event -> accept(event.timeNanos());
      case DecodedEntry.Reject reject -> reject(reject.entry().getReason());
      case DecodedEntry.Ignored nothing -> ignore(nothing.reason());
    }
  }

  void accept(long eventTimeNanos) {
    accepted++;
    firstEventNanos = Math.min(firstEventNanos, eventTimeNanos);
    lastEventNanos = Math.max(lastEventNanos, eventTimeNanos);
  }

  void ignore(String reason) {
    ignored++;
    count(ignoredByReason, reason, 1);
  }

  void reject(String reason) {
    rejected++;
    count(rejectedByReason, reason, 1);
  }

  /** One of the entries found was as many as this. */
  void split(int entries) {
    split += entries - 1;
  }

  /** Entries found in the stream so far, and its bytes. */
  void readTo(long entries, long streamBytes) {
    read = entries + split;
    bytes = streamBytes;
  }

  /** Fails when an entry that was found became nothing, or more than one thing. */
  void requireBalance() {
    if (read != accepted + duplicates + ignored + rejected) {
      throw new IllegalStateException("entries were lost or made up, a fault of ours: " + this);
    }
  }

  public void add(IngestCounts more) {
    read += more.read;
    split += more.split;
    accepted += more.accepted;
    duplicates += more.duplicates;
    ignored += more.ignored;
    rejected += more.rejected;
    bytes += more.bytes;
    firstEventNanos = Math.min(firstEventNanos, more.firstEventNanos);
    lastEventNanos = Math.max(lastEventNanos, more.lastEventNanos);
    more.ignoredByReason.forEach((reason, count) -> count(ignoredByReason, reason, count));
    more.rejectedByReason.forEach((reason, count) -> count(rejectedByReason, reason, count));
  }

  private static void count(Map<String, Long> counts, String reason, long count) {
    boolean known = counts.size() < REASONS - 1 || counts.containsKey(reason);
    String counted =
        known ? reason : reason.startsWith(RESOURCE_TYPE) ? RESOURCE_TYPE + OTHER : OTHER;
    counts.merge(counted, count, Long::sum);
  }

  public long read() {
    return read;
  }

  public long accepted() {
    return accepted;
  }

  /** Live only: those that came again while the first was in hand; the windows find the others. */
  public long duplicates() {
    return duplicates;
  }

  public long ignored() {
    return ignored;
  }

  public long rejected() {
    return rejected;
  }

  /** Bytes read, unpacked. */
  public long bytes() {
    return bytes;
  }

  /** Event time of the earliest event accepted; MAX_VALUE without one. */
  public long firstEventNanos() {
    return firstEventNanos;
  }

  /** Event time of the latest event accepted; MIN_VALUE without one. */
  public long lastEventNanos() {
    return lastEventNanos;
  }

  public Map<String, Long> ignoredByReason() {
    return Collections.unmodifiableMap(ignoredByReason);
  }

  public Map<String, Long> rejectedByReason() {
    return Collections.unmodifiableMap(rejectedByReason);
  }

  @Override
  public String toString() {
    return "read "
        + read()
        + " = accepted "
        + accepted
        + " + ignored "
        + ignored
        + " "
        + ignoredByReason
        + " + rejected "
        + rejected
        + " "
        + rejectedByReason;
  }
}
