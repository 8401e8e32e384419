// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.google.IngestApp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ingest, until it is asked to stop. */
@Command(
    name = "ingest",
    description =
        "Runs ingest: log entries from a Pub/Sub subscription into the events, acknowledged once Kafka has them; until SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Answers /healthz, /readyz and /metrics on service.host:service.port.",
      "Exit codes: 0 stopped by a signal, 1 stopped by itself, 2 settings that cannot be."
    })
final class IngestCommand implements Callable<Integer> {

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Override
  public Integer call() throws IOException {
    Settings settings = settingsOptions.load(System.getenv(), Map.of()).settings();
    settings.require(List.of(Settings.KAFKA_BOOTSTRAP, Settings.INGEST_SUBSCRIPTION));
    return ServiceRun.run("ingest", settings, () -> new IngestApp(settings));
  }
}
