// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.RejectedEntry;
import java.util.ArrayList;
import java.util.List;

/** What became of a batch: events and rejects in its order, and the count of all. */
final class DecodedBatch {

  private sealed interface Output {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Event(byte[] key, byte[] bytes, long timeNanos) implements Output {}

  private record Reject(RejectedEntry entry) implements Output {}

  private final List<Output> outputs;
  private final IngestCounts counts = new IngestCounts();

  DecodedBatch(int expected) {
    this.outputs = new ArrayList<>(expected);
  }

  void event(byte[] key, byte[] bytes, long timeNanos) {
    outputs.add(new Event(key, bytes, timeNanos));
    counts.accept(timeNanos);
  }

  void reject(RejectedEntry entry) {
    outputs.add(new Reject(entry));
    counts.reject(entry.getReason());
  }

  void ignore(String reason) {
    counts.ignore(reason);
  }

  /** The entry at hand is as many as this. */
  void split(int entries) {
    counts.split(entries);
  }

  IngestCounts counts() {
    return counts;
  }

  void appendTo(EventLog log) {
    for (Output output : outputs) {
      switch (output) {
        case Event event -> log.append(event.key, event.bytes, event.timeNanos);
        case Reject reject -> log.reject(reject.entry);
      }
    }
  }
}
