// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.ArrayList;
import java.util.List;

/** What became of a batch: events and rejects in its order, and the count of all. */
final class DecodedBatch {

  private final List<DecodedEntry> entries;
  private final IngestCounts counts = new IngestCounts();

  DecodedBatch(int expected) {
    this.entries = new ArrayList<>(expected);
  }

  void add(DecodedEntry entry) {
    counts.count(entry);
    if (!(entry instanceof DecodedEntry.Ignored)) {
      entries.add(entry);
    }
  }

  /** The entry at hand is as many as this. */
  void split(int entries) {
    counts.split(entries);
  }

  IngestCounts counts() {
    return counts;
  }

  void appendTo(EventLog log) {
    for (DecodedEntry entry : entries) {
      switch (entry) {
        case DecodedEntry.Event event -> log.append(event.key(), event.bytes(), event.timeNanos());
        case DecodedEntry.Reject reject -> log.reject(reject.entry());
        case DecodedEntry.Ignored ignored -> {}
      }
    }
  }
}
