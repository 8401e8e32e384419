// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.local.Availability;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.SinksApp;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The sinks, until they are asked to stop. */
@Command(
    name = "sinks",
    description =
        "Runs the sinks: rows into the warehouse, each exactly once, and escalations to where they are published; until SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Answers /healthz, /readyz and /metrics on service.host:service.port.",
      "Exit codes: 0 stopped by a signal, 1 stopped by itself, 2 settings that cannot be."
    })
final class SinksCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(SinksCommand.class);

  /** How soon a page that is open hears of what is new. */
  private static final Duration NEWS = Duration.ofSeconds(2);

  /** The same where to ask takes a while; each page that hears of it asks for documents anew. */
  private static final Duration NEWS_OF_DATASET = Duration.ofSeconds(15);

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Override
  public Integer call() throws IOException {
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), Map.of());
    Settings settings = loaded.settings();
    List<String> faults = faults(settings);
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    return ServiceRun.run("sinks", settings, () -> app(loaded));
  }

  /** What cannot be, or cannot be together. */
  static List<String> faults(Settings settings) {
    List<String> faults = new ArrayList<>();
    boolean file = !settings.get(Settings.WAREHOUSE_FILE).isEmpty();
    boolean dataset = !settings.get(Settings.WAREHOUSE_DATASET).isEmpty();
    if (settings.get(Settings.KAFKA_BOOTSTRAP).isEmpty()) {
      faults.add(Settings.KAFKA_BOOTSTRAP.key() + ": required: " + Settings.KAFKA_BOOTSTRAP.doc());
    }
    if (file && dataset) {
      faults.add("warehouse.file: there is warehouse.dataset too; sinks write one of them");
    }
    if (!file && !dataset && settings.get(Settings.ESCALATIONS_TOPIC).isEmpty()) {
      faults.add(
          "warehouse.file: required, or warehouse.dataset, or escalations.topic: sinks have nothing to write to");
    }
    if (dataset && settings.get(Settings.WAREHOUSE_LOCATION).isEmpty()) {
      faults.add("warehouse.location: required with warehouse.dataset");
    }
    if (!file && !dataset && settings.get(Settings.REPORT_PORT) != 0) {
      faults.add(
          "report.port: the page is read from warehouse.file or warehouse.dataset, and there is none");
    }
    if (settings.get(Settings.REPORT_PORT) != 0) {
      faults.addAll(ReportAccess.of(settings).faults());
    }
    return faults;
  }

  private static Service app(SettingsOptions.Loaded loaded) throws IOException {
    Settings settings = loaded.settings();
    String file = settings.get(Settings.WAREHOUSE_FILE);
    if (!file.isEmpty()) {
      LocalWarehouse warehouse = LocalWarehouse.open(Path.of(file));
      return new SinksApp(settings, warehouse, page(loaded, warehouse));
    }
    String dataset = settings.get(Settings.WAREHOUSE_DATASET);
    if (dataset.isEmpty()) {
      return new SinksApp(settings, null, null);
    }
    ReportServer page = page(loaded);
    // Beside the start: a warehouse that does not answer is waited for by the sinks themselves.
    Thread.ofVirtual().start(() -> tellFaults(settings));
    int dot = dataset.lastIndexOf('.');
    return new SinksApp(
        settings,
        new StorageWarehouseWriter(
            dataset.substring(0, dot),
            dataset.substring(dot + 1),
            settings.get(Settings.WAREHOUSE_LOCATION),
            WarehouseConnection.channels(settings),
            WarehouseConnection.credentials(settings)),
        page);
  }

  /** Tables that are missing or lack columns, before the first row is refused for it. */
  private static void tellFaults(Settings settings) {
    WarehouseCheck.run(settings).stream()
        .filter(finding -> finding.status() == Finding.Status.FAULT)
        .forEach(finding -> LOG.warn("{}", finding.line()));
  }

  private static @Nullable ReportServer page(
      SettingsOptions.Loaded loaded, LocalWarehouse warehouse) throws IOException {
    if (loaded.settings().get(Settings.REPORT_PORT) == 0) {
      return null;
    }
    Documents documents =
        new Documents(new Availability(loaded.configuration()), null, Instant.EPOCH);
    try {
      return server(
          loaded.settings(),
          new ReportStore(documents, () -> reader(warehouse), NEWS, Instant::now));
    } catch (InvalidSettingsException e) {
      warehouse.close();
      throw e;
    }
  }

  /** Over the dataset that the sinks write. */
  private static @Nullable ReportServer page(SettingsOptions.Loaded loaded) throws IOException {
    Settings settings = loaded.settings();
    if (settings.get(Settings.REPORT_PORT) == 0) {
      return null;
    }
    BigQuerySource source = ReportDataset.open(settings, settings.get(Settings.WAREHOUSE_DATASET));
    Documents documents =
        new Documents(
            new Availability(loaded.configuration()),
            null,
            ReportDataset.since(settings, Instant.now()));
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
