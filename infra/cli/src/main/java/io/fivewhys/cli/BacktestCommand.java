// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.cli.Failures.UsageException;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.replay.Backtest;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A configuration against history: what it would have told, and what another one would have. */
@Command(
    name = "backtest",
    description =
        "Tells which incidents a configuration would have opened in a recorded past, how soon, and what another one would have told instead. Writes no files.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys backtest --config new.yaml --against fivewhys.yaml logs.json",
      "  fivewhys backtest --config new.yaml --warehouse fivewhys-out/warehouse.duckdb",
      "",
      "Logs tell most. A warehouse holds whole minutes without the entries behind them: incidents",
      "and their times come from it to the minute, causes as far as its tables name them."
    })
final class BacktestCommand implements Callable<Integer> {

  private static final String WAREHOUSE = "warehouse.duckdb";

  /** What a warehouse cannot tell: said with every answer that comes from one. */
  private static final List<String> LIMITS =
      List.of(
          "From a warehouse: minutes count when they are over, so incidents open about a minute later"
              + " than they would have live. Causes are named as far as signals and deploys tell,"
              + " without specs, traces, metrics and changes of secrets and databases: what shares a"
              + " cause may be told as several incidents.");

  private static final String NO_JOURNEYS =
      "Objectives on journeys were not tried: a warehouse holds no journeys. Give log files for them.";

  enum Format {
    TEXT,
    JSON
  }

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "Exported logs, as replay takes them; or one warehouse file (*.duckdb), or the folder where a replay left one.")
  private List<String> files = List.of();

  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description =
          "The configuration to try. Environment variables FIVEWHYS_… come before the settings of either file; its settings of ingest hold for both.")
  private Path config = Path.of("");

  @Option(
      names = "--against",
      paramLabel = "F",
      description = "The configuration to compare it with; default: the built-in defaults.")
  private @Nullable Path against;

  @Option(
      names = "--warehouse",
      paramLabel = "F",
      description = "A warehouse file in place of logs.")
  private @Nullable Path warehouse;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Default ${DEFAULT-VALUE}; json is one document.")
  private Format format = Format.TEXT;

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Backtest.Candidate> candidates = candidates(System.getenv());
    Path history = history();
    Backtest backtest = new Backtest(candidates, Runtime.getRuntime().availableProcessors());
    Backtest.Result result = history == null ? ofLogs(backtest) : backtest.ofWarehouse(history);
    Backtested tested =
        new Backtested(
            history == null ? Backtested.Kind.LOGS : Backtested.Kind.WAREHOUSE,
            history == null ? files : List.of(history.toString()),
            history == null ? List.of() : limits(candidates),
            result,
            side(config, result.told().getFirst()),
            side(against, result.told().getLast()));
    spec.commandLine()
        .getOut()
        .print(format == Format.JSON ? BacktestJson.of(tested) : BacktestReport.of(tested));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }

  private static Backtested.Side side(@Nullable Path config, List<Escalation> told) {
    return new Backtested.Side(config == null ? null : config.toString(), Incident.of(told));
  }

  /** Faults of one file must not hide those of the other. */
  private List<Backtest.Candidate> candidates(Map<String, String> environment) {
    List<Backtest.Candidate> candidates = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (Path file : Arrays.asList(config, against)) {
      try {
        SettingsOptions.Loaded loaded = SettingsOptions.load(file, environment, Map.of());
        candidates.add(new Backtest.Candidate(loaded.settings(), loaded.configuration()));
      } catch (InvalidConfigurationException e) {
        faults.addAll(e.faults());
      } catch (InvalidSettingsException e) {
        e.faults().forEach(fault -> faults.add("environment: " + fault));
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidConfigurationException(faults.stream().distinct().toList());
    }
    return candidates;
  }

  /** The warehouse to read, or null for logs. */
  private @Nullable Path history() {
    if (warehouse != null) {
      if (!files.isEmpty()) {
        throw new UsageException("logs or a warehouse, not both");
      }
      return warehouse;
    }
    if (files.isEmpty()) {
      throw new UsageException(
          "no past to try it on: name exported logs, or a warehouse with --warehouse F");
    }
    List<Path> warehouses =
        files.stream().map(BacktestCommand::warehouseOf).filter(Objects::nonNull).toList();
    if (warehouses.isEmpty()) {
      return null;
    }
    if (files.size() > 1) {
      throw new UsageException("one warehouse at a time, and no logs beside it");
    }
    return warehouses.getFirst();
  }

  private static @Nullable Path warehouseOf(String argument) {
    if (argument.equals(InputFiles.STANDARD_INPUT)) {
      return null;
    }
    Path path = Path.of(argument);
    Path within = path.resolve(WAREHOUSE);
    if (Files.isRegularFile(within)) {
      return within;
    }
    return argument.endsWith(".duckdb") ? path : null;
  }

  private Backtest.Result ofLogs(Backtest backtest) throws IOException {
    List<InputFiles.Input> inputs = InputFiles.expand(files, System.in);
    if (!TerminalProgress.isWanted()) {
      return backtest.ofLogs(inputs, Progress.SILENT);
    }
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), System::nanoTime);
    try {
      return backtest.ofLogs(inputs, progress);
    } finally {
      progress.clear();
    }
  }

  private static List<String> limits(List<Backtest.Candidate> candidates) {
    List<String> limits = new ArrayList<>(LIMITS);
    if (candidates.stream()
        .map(Backtest.Candidate::configuration)
        .map(Configuration::journeys)
        .anyMatch(journeys -> !journeys.isEmpty())) {
      limits.add(NO_JOURNEYS);
    }
    return limits;
  }
}
