// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The fivewhys command: parses, runs, and turns what goes wrong into one line and an exit code. */
@Command(
    name = "fivewhys",
    description =
        "Incident intelligence from Google Cloud's logs: exact windows, percentiles, verdicts, causes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      ReplayCommand.class,
      WatchCommand.class,
      BackfillCommand.class,
      QueryCommand.class,
      ReportCommand.class,
      EscalationsCommand.class,
      PostmortemCommand.class,
      BacktestCommand.class,
      CheckCommand.class,
      EstimateCommand.class,
      IngestCommand.class,
      ProcessorsCommand.class,
      SinksCommand.class,
      PageCommand.class,
      WarehouseCommand.class,
      PubSubCommand.class,
      HelpCommand.class,
      GenerateCompletion.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 wrong usage or settings, 3 input unreadable (nothing is half-written),",
      "4 some entries were rejected and --strict was given, 1 a fault of fivewhys itself.",
      "",
      "Completion for bash and zsh: source <(fivewhys generate-completion)"
    })
public final class FivewhysApp {

  private FivewhysApp() {}

  public static void main(String[] args) throws IOException {
    try (InputStream logging = FivewhysApp.class.getResourceAsStream("/logging.properties")) {
      LogManager.getLogManager().readConfiguration(logging);
    }
    System.exit(run(args));
  }

  static int run(String... args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    CommandLine commandLine =
        new CommandLine(new FivewhysApp())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Failures::handle);
    if (args.length == 0) {
      commandLine.usage(out);
      return ExitCode.DONE;
    }
    return commandLine.execute(args);
  }
}
