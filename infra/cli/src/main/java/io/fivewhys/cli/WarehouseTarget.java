// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.local.warehouse.DuckDbDataset;
import io.fivewhys.sinks.dataset.BigQueryDatasetStore;
import io.fivewhys.sinks.dataset.Dataset;
import io.fivewhys.sinks.dataset.WantedDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which warehouse is meant: a file, or the one that the settings name. */
final class WarehouseTarget {

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Option(
      names = "--warehouse",
      paramLabel = "F",
      description =
          "A DuckDB file; without it, warehouse.file or warehouse.dataset of the settings.")
  private @Nullable Path file;

  Dataset open(boolean toChange) {
    if (file != null) {
      return DuckDbDataset.open(file, toChange);
    }
    Settings settings = settingsOptions.load(System.getenv(), Map.of()).settings();
    String named = settings.get(Settings.WAREHOUSE_FILE);
    String dataset = settings.get(Settings.WAREHOUSE_DATASET);
    String location = settings.get(Settings.WAREHOUSE_LOCATION);
    List<String> faults = new ArrayList<>();
    if (named.isEmpty() == dataset.isEmpty()) {
      faults.add(
          dataset.isEmpty()
              ? "warehouse.dataset: required, or warehouse.file, or --warehouse: no warehouse is named"
              : "warehouse.file: there is warehouse.dataset too; name one of them");
    }
    if (!dataset.isEmpty() && location.isEmpty()) {
      faults.add("warehouse.location: required with warehouse.dataset");
    }
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    return named.isEmpty()
        ? BigQueryDatasetStore.open(
            dataset,
            settings.get(Settings.WAREHOUSE_ENDPOINT),
            WantedDataset.ofBigQuery(dataset, location, settings.get(Settings.WAREHOUSE_KEEP)))
        : DuckDbDataset.open(Path.of(named), toChange);
  }
}
