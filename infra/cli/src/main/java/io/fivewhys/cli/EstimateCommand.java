// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.cli.Failures.UsageException;
import io.fivewhys.cli.estimate.Estimate;
import io.fivewhys.cli.estimate.EstimateJson;
import io.fivewhys.cli.estimate.EstimateText;
import io.fivewhys.cli.estimate.Load;
import io.fivewhys.cli.estimate.Runtime;
import io.fivewhys.contract.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How large a pipeline has to be for a load, and what that costs. */
@Command(
    name = "estimate",
    description =
        "Says how large a pipeline on Google Cloud has to be for so many log entries, and what it costs a month from list prices. Asks nobody.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys estimate --entries-per-second 1000",
      "  fivewhys estimate --entries-per-second 5000 --services 200 --standby --runtime gke --format json",
      "",
      "How to measure your own rate: infra/OPERATIONS.md, \"How large\"."
    })
final class EstimateCommand implements Callable<Integer> {

  /** What it writes. */
  enum Format {
    TABLE,
    JSON,
    MARKDOWN
  }

  @Option(
      names = "--entries-per-second",
      required = true,
      split = ",",
      paramLabel = "N",
      description =
          "Log entries routed to the pipeline, on average over a month; several make several estimates.")
  private List<Double> entriesPerSecond = List.of();

  @Option(
      names = "--entry-bytes",
      paramLabel = "B",
      description = "Of one entry as JSON; default ${DEFAULT-VALUE}, as a request of Cloud Run.")
  private double entryBytes = Load.ENTRY_BYTES;

  @Option(
      names = "--services",
      paramLabel = "S",
      description = "Revisions that are heard of in a minute; default ${DEFAULT-VALUE}.")
  private int services = Load.SERVICES;

  @Option(
      names = "--peak-factor",
      paramLabel = "F",
      description = "The busiest minutes over the average; default ${DEFAULT-VALUE}.")
  private double peakFactor = Load.PEAK_FACTOR;

  @Option(
      names = "--runtime",
      paramLabel = "worker-pools|gke",
      converter = RuntimeName.class,
      description = "What the services run on; default ${DEFAULT-VALUE}.")
  private Runtime runtime = Runtime.WORKER_POOLS;

  @Option(
      names = "--standby",
      description =
          "At least two instances of processors, so that verdicts go on while one is replaced.")
  private boolean standby;

  @Option(
      names = "--keep",
      paramLabel = "D",
      description = "How long minutes are kept, as warehouse.keep; default ${DEFAULT-VALUE}.")
  private String keep = Load.KEEP_DAYS + "d";

  @Option(
      names = "--format",
      paramLabel = "table|json|markdown",
      description = "Default table. Markdown has a row for each estimate.")
  private Format format = Format.TABLE;

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    List<Estimate> estimates = entriesPerSecond.stream().map(this::estimate).toList();
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TABLE -> estimates.forEach(each -> out.print(EstimateText.table(each)));
      case JSON -> estimates.forEach(each -> out.print(EstimateJson.line(each)));
      case MARKDOWN -> out.print(EstimateText.markdown(estimates));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private Estimate estimate(double rate) {
    try {
      return Estimate.of(
          new Load(rate, entryBytes, services, peakFactor, runtime, standby, keepDays()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private int keepDays() {
    try {
      return Math.toIntExact(Settings.WAREHOUSE_KEEP.parser().apply(keep).toDays());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--keep must be " + Settings.WAREHOUSE_KEEP.range() + ", as 400d");
    }
  }

  /** A runtime as it is written here. */
  static final class RuntimeName implements picocli.CommandLine.ITypeConverter<Runtime> {

    @Override
    public Runtime convert(String value) {
      for (Runtime runtime : Runtime.values()) {
        if (runtime.toString().equals(value)) {
          return runtime;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "'" + value + "' is neither worker-pools nor gke");
    }
  }
}
