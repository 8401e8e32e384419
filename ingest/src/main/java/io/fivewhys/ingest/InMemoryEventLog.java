// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.PlatformEvent;
import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps everything in lists, in order. */
public final class InMemoryEventLog implements EventLog {

  /** What {@link #append} was given. */
  @SuppressWarnings("ArrayRecordComponent") // compared by whoever asks
  public record Appended(byte[] key, byte[] event, long eventTimeNanos) {
    public PlatformEvent decoded() {
      return Topics.EVENTS.codec().decode(event);
    }
  }

  private final List<Appended> events = new ArrayList<>();
  private final List<RejectedEntry> rejected = new ArrayList<>();

  @Override
  public void append(byte[] key, byte[] event, long eventTimeNanos) {
    events.add(new Appended(key, event, eventTimeNanos));
  }

  @Override
  public void reject(RejectedEntry entry) {
    rejected.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  public List<Appended> events() {
    return Collections.unmodifiableList(events);
  }

  public List<RejectedEntry> rejected() {
    return Collections.unmodifiableList(rejected);
  }
}
