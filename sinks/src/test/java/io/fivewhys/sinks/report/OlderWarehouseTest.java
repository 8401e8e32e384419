// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseReader.WarehouseReadException;
import org.junit.jupiter.api.Test;

class OlderWarehouseTest {

  @Test
  void columns_that_were_not_yet_written_are_null() throws Exception {
    try (WarehouseFixture older = Incident.warehouse();
        WarehouseFixture later = Incident.warehouse()) {
      older.run("ALTER TABLE rejected_entries DROP COLUMN received_at");
      older.run("ALTER TABLE revision_changes DROP COLUMN requests_needed");
      later.run("UPDATE rejected_entries SET received_at = NULL");
      later.run("UPDATE revision_changes SET requests_needed = NULL");
      try (WarehouseReader one = older.reader();
          WarehouseReader other = later.reader()) {
        assertThat(Documents.DEFAULT.all(one, AskedRange.OPEN))
            .isEqualTo(Documents.DEFAULT.all(other, AskedRange.OPEN));
        assertThat(one.version()).isEqualTo(other.version());
      }
    }
  }

  @Test
  void without_a_column_that_every_row_has_it_says_what_to_do() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      warehouse.run("ALTER TABLE service_minutes DROP COLUMN connections");

      assertThatThrownBy(warehouse::reader)
          .isInstanceOf(WarehouseReadException.class)
          .hasMessageContaining("older version, table service_minutes lacks column connections")
          .hasMessageContaining("`./fivewhys warehouse apply --warehouse FILE`");
    }
  }
}
