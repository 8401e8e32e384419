// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.sinks.report.ReportAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The live page over a dataset that others write, until it is asked to stop. */
@Command(
    name = "page",
    description =
        "Serves the live page over warehouse.dataset on report.host:report.port, whoever writes it; until SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Answers /healthz, /readyz and /metrics on service.host:service.port.",
      "Exit codes: 0 stopped by a signal, 1 stopped by itself, 2 settings that cannot be."
    })
final class PageCommand implements Callable<Integer> {

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Override
  public Integer call() throws IOException {
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), Map.of());
    Settings settings = loaded.settings();
    List<String> faults = faults(settings);
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    return ServiceRun.runAlone(
        "page", settings, () -> new PageService(LivePage.overDataset(loaded)));
  }

  private static List<String> faults(Settings settings) {
    List<String> faults = new ArrayList<>();
    if (settings.get(Settings.WAREHOUSE_DATASET).isEmpty()) {
      faults.add(
          "warehouse.dataset: required; a page over a file is written by report, or served by the sinks that write it");
    }
    if (!LivePage.isWanted(settings)) {
      faults.add("report.port: required: where the page is to be");
    }
    faults.addAll(ReportAccess.of(settings).faults());
    return faults;
  }
}
