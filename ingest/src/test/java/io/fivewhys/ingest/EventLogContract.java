// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.RejectedEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} promises. */
public abstract class EventLogContract {

  private static final byte[] KEY =
      "acme-prod/us-central1/CLOUD_RUN_SERVICE/checkout/1".getBytes(StandardCharsets.UTF_8);

  /** A new log with nothing in it. */
  protected abstract EventLog open();

  /** The bytes of all events under a key, in order, as a reader finds them after a flush. */
  protected abstract List<byte[]> eventsOf(EventLog log, byte[] key);

  protected abstract List<RejectedEntry> rejectedOf(EventLog log);

  @Test
  void keeps_the_order_of_a_key() {
    try (EventLog log = open()) {
      for (byte i = 0; i < 100; i++) {
        log.append(KEY, new byte[] {i}, i * 1_000_000L);
      }
      log.flush();

      List<byte[]> events = eventsOf(log, KEY);

      assertThat(events).hasSize(100);
      for (byte i = 0; i < 100; i++) {
        assertThat(events.get(i)).containsExactly(i);
      }
    }
  }

  @Test
  void keeps_what_was_rejected() {
    RejectedEntry entry = new RejectedEntry("malformed_json", "detail", "logs.json@17", "{");
    try (EventLog log = open()) {
      log.reject(entry);
      log.flush();

      assertThat(rejectedOf(log)).containsExactly(entry);
    }
  }
}
