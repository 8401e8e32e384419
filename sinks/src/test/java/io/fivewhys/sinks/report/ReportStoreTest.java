// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is kept of documents, and how far back they look. */
class ReportStoreTest {

  @Test
  void how_far_back_documents_look_goes_with_time() throws Exception {
    AtomicReference<Instant> since = new AtomicReference<>(Instant.EPOCH);
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      ReportStore store =
          new ReportStore(
              () -> new Documents(ServiceObjectives.DEFAULT, null, since.get()),
              warehouse::reader,
              Duration.ZERO,
              Instant::now);
      long newest = store.newest();

      since.set(Instant.ofEpochMilli(newest).plus(Duration.ofDays(1)));

      assertThat(newest).isPositive();
      assertThat(store.newest()).isNotEqualTo(newest);
    }
  }
}
