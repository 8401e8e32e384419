// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.SinksApp;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.fivewhys.sinks.report.ReportAccess;
import io.fivewhys.sinks.report.ReportServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
    if (LivePage.isWanted(settings)) {
      faults.addAll(ReportAccess.of(settings).faults());
    }
    return faults;
  }

  private static Service app(SettingsOptions.Loaded loaded) throws IOException {
    Settings settings = loaded.settings();
    String file = settings.get(Settings.WAREHOUSE_FILE);
    if (!file.isEmpty()) {
      LocalWarehouse warehouse = LocalWarehouse.open(Path.of(file));
      return new SinksApp(
          settings, warehouse, LivePage.isWanted(settings) ? page(loaded, warehouse) : null);
    }
    String dataset = settings.get(Settings.WAREHOUSE_DATASET);
    if (dataset.isEmpty()) {
      return new SinksApp(settings, null, null);
    }
    ReportServer page = LivePage.isWanted(settings) ? LivePage.overDataset(loaded) : null;
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

  private static ReportServer page(SettingsOptions.Loaded loaded, LocalWarehouse warehouse)
      throws IOException {
    try {
      return LivePage.over(loaded, warehouse);
    } catch (InvalidSettingsException e) {
      warehouse.close();
      throw e;
    }
  }
}
