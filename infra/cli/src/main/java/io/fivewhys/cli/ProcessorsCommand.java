// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.processors.ProcessorsApp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The processors, until they are asked to stop. */
@Command(
    name = "processors",
    description =
        "Runs the processors: events in, minutes, verdicts and escalations out, exactly once; until SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Answers /healthz, /readyz and /metrics on service.host:service.port.",
      "Exit codes: 0 stopped by a signal, 1 stopped by itself, 2 settings that cannot be."
    })
final class ProcessorsCommand implements Callable<Integer> {

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Override
  public Integer call() throws IOException {
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), Map.of());
    Settings settings = loaded.settings();
    settings.require(List.of(Settings.KAFKA_BOOTSTRAP));
    return ServiceRun.run(
        "processors", settings, () -> new ProcessorsApp(settings, loaded.configuration()));
  }
}
