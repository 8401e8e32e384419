// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.RejectedEntry;
import io.fivewhys.ingest.EventLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Takes events for the sorter and hands rejected entries on. */
record SortingEventLog(EventSorter sorter, Consumer<RejectedEntry> rejected) implements EventLog {

  @Override
  public void append(byte[] key, byte[] event, long eventTimeNanos) {
    try {
      sorter.add(new EventSorter.Recorded(eventTimeNanos, key, event));
    } catch (IOException e) {
      throw new UncheckedIOException("no room for sorting", e);
    }
  }

  @Override
  public void reject(RejectedEntry entry) {
    rejected.accept(entry);
  }

  @Override
  public void flush() {
    // Nothing here outlives the replay.
  }

  @Override
  public void close() {
    // The sorter is its owner's.
  }
}
