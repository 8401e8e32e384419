// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.local.Availability;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.report.Documents;
import io.fivewhys.sinks.report.ReportAccess;
import io.fivewhys.sinks.report.ReportServer;
import io.fivewhys.sinks.report.ReportStore;
import io.fivewhys.sinks.report.engine.BigQuerySource;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The live page as the settings {@code report.…} want it. */
final class LivePage {

  /** How soon a page that is open hears of what is new. */
  private static final Duration NEWS = Duration.ofSeconds(2);

  /** The same where to ask takes a while; each page that hears of it asks for documents anew. */
  private static final Duration NEWS_OF_DATASET = Duration.ofSeconds(15);

  private LivePage() {}

  static boolean isWanted(Settings settings) {
    return settings.get(Settings.REPORT_PORT) != 0;
  }

  /** Over the file that this process writes. */
  static ReportServer over(SettingsOptions.Loaded loaded, LocalWarehouse warehouse)
      throws IOException {
    Documents documents =
        new Documents(new Availability(loaded.configuration()), null, Instant.EPOCH);
    return server(
        loaded.settings(), new ReportStore(documents, () -> reader(warehouse), NEWS, Instant::now));
  }

  /** Over {@code warehouse.dataset}, whoever writes it. */
  static ReportServer overDataset(SettingsOptions.Loaded loaded) throws IOException {
    Settings settings = loaded.settings();
    BigQuerySource source = ReportDataset.open(settings, settings.get(Settings.WAREHOUSE_DATASET));
    Availability availability = new Availability(loaded.configuration());
    // How far back it looks goes with the day, however long it runs.
    Supplier<Documents> documents =
        () -> new Documents(availability, null, ReportDataset.since(settings, Instant.now()));
    return server(
        settings, new ReportStore(documents, source::reader, NEWS_OF_DATASET, Instant::now));
  }

  private static ReportServer server(Settings settings, ReportStore store) throws IOException {
    ReportAccess access = ReportAccess.of(settings);
    int port = settings.get(Settings.REPORT_PORT);
    try {
      return new ReportServer(access, port, store);
    } catch (BindException | UnknownHostException e) {
      throw new InvalidSettingsException(
          List.of(
              "report.port: %s:%d cannot be listened on (%s)"
                  .formatted(access.host(), port, e.getMessage())));
    }
  }

  private static WarehouseReader reader(LocalWarehouse warehouse) {
    try {
      return new DuckDbReader(warehouse.reader());
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse cannot be read", e);
    }
  }
}
