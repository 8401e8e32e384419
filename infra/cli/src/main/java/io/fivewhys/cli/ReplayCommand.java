// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.replay.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recorded logs in; tables, report and summary out. */
@Command(
    name = "replay",
    description =
        "Runs exported logs through the pipeline and writes a warehouse file, a report page and a summary.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  gcloud logging read 'resource.type=\"cloud_run_revision\"' --freshness=6h --format=json > logs.json",
      "  fivewhys replay logs.json"
    })
final class ReplayCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "JSON array, {\"entries\":[…]} or one entry a line; each may be gzipped. A folder means the files in it, - standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "fivewhys-out",
      description =
          "Where the files go; default ${DEFAULT-VALUE}. They are replaced when all are complete.")
  private Path out = Path.of("fivewhys-out");

  @Option(names = "--strict", description = "Exit with 4 when an entry was rejected.")
  private boolean strict;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter terminal = spec.commandLine().getErr();
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), Map.of());
    List<InputFiles.Input> inputs = inputs();
    Replay replay =
        new Replay(
            loaded.settings(),
            loaded.configuration(),
            System::nanoTime,
            Runtime.getRuntime().availableProcessors());
    Replay.Result result = ReplayOutput.run(replay, inputs, out, terminal);
    ReplayOutput.print(result, out, spec.commandLine().getOut());
    return strict && result.summary().rejected() > 0 ? ExitCode.REJECTED : ExitCode.DONE;
  }

  /** A folder may hold what an earlier replay left: that is no input. */
  private List<InputFiles.Input> inputs() throws IOException {
    Path ours = out.toAbsolutePath().normalize();
    return InputFiles.expand(files, System.in).stream()
        .filter(input ->
            files.contains(input.name())
                || !Path.of(input.name()).toAbsolutePath().normalize().startsWith(ours))
        .toList();
  }
}
