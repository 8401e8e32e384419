// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.SinksApp;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.fivewhys.sinks.report.ReportServer;
import io.fivewhys.sinks.report.TrendReport;
import io.fivewhys.sinks.report.TrendReports;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Override
  public Integer call() throws IOException {
    Settings settings = settingsOptions.load(System.getenv(), Map.of()).settings();
    List<String> faults = faults(settings);
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    return ServiceRun.run("sinks", settings, () -> app(settings));
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
    if (!file && settings.get(Settings.REPORT_PORT) != 0) {
      faults.add("report.port: the page is read from warehouse.file, and there is none");
    }
    return faults;
  }

  private static Service app(Settings settings) throws IOException {
    String file = settings.get(Settings.WAREHOUSE_FILE);
    if (!file.isEmpty()) {
      LocalWarehouse warehouse = LocalWarehouse.open(Path.of(file));
      return new SinksApp(settings, warehouse, page(settings, warehouse));
    }
    String dataset = settings.get(Settings.WAREHOUSE_DATASET);
    if (dataset.isEmpty()) {
      return new SinksApp(settings, null, null);
    }
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
        null);
  }

  /** Tables that are missing or lack columns, before the first row is refused for it. */
  private static void tellFaults(Settings settings) {
    WarehouseCheck.run(settings).stream()
        .filter(finding -> finding.status() == Finding.Status.FAULT)
        .forEach(finding -> LOG.warn("{}", finding.line()));
  }

  private static @Nullable ReportServer page(Settings settings, LocalWarehouse warehouse)
      throws IOException {
    int port = settings.get(Settings.REPORT_PORT);
    try {
      return port == 0 ? null : new ReportServer(port, () -> report(warehouse));
    } catch (BindException e) {
      warehouse.close();
      throw new InvalidSettingsException(
          List.of("report.port: " + port + " is taken (" + e.getMessage() + ")"));
    }
  }

  private static TrendReport report(LocalWarehouse warehouse) {
    try (Connection reader = warehouse.reader()) {
      return TrendReports.read(reader, null);
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse cannot be read", e);
    }
  }
}
