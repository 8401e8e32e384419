// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.RejectedEntry;
import java.util.Arrays;
import java.util.List;

class InMemoryEventLogTest extends EventLogContract {

  @Override
  protected EventLog open() {
    return new InMemoryEventLog();
  }

  @Override
  protected List<byte[]> eventsOf(EventLog log, byte[] key) {
    return ((InMemoryEventLog) log)
        .events().stream()
            .filter(event -> Arrays.equals(event.key(), key))
            .map(InMemoryEventLog.Appended::event)
            .toList();
  }

  @Override
  protected List<RejectedEntry> rejectedOf(EventLog log) {
    return ((InMemoryEventLog) log).rejected();
  }
}
