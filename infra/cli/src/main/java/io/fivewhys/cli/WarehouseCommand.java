// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.sinks.dataset.Change;
import io.fivewhys.sinks.dataset.Dataset;
import io.fivewhys.sinks.dataset.DatasetPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tables, views and functions of the warehouse: what is there, and what is to be. */
@Command(
    name = "warehouse",
    description =
        "Creates the warehouse's tables, views and functions, or brings them up to date; drops nothing.",
    mixinStandardHelpOptions = true,
    subcommands = {
      WarehouseCommand.Plan.class,
      WarehouseCommand.Apply.class,
      WarehouseCommand.Schema.class
    },
    footer = {
      "",
      "For example:",
      "  FIVEWHYS_WAREHOUSE_DATASET=acme.fivewhys FIVEWHYS_WAREHOUSE_LOCATION=EU fivewhys warehouse plan",
      "  fivewhys warehouse apply --config fivewhys.yaml",
      "  fivewhys warehouse plan --warehouse fivewhys-out/warehouse.duckdb"
    })
final class WarehouseCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  enum Format {
    TEXT,
    JSON
  }

  @Command(
      name = "plan",
      description =
          "Prints what apply would change: + for what it creates, ~ for what it changes, ! for what stands in its way. Changes nothing.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 done, also with changes to make; 2 settings or rights that have to be mended",
        "first, or differences that stand in the way; 3 no answer."
      })
  static final class Plan implements Callable<Integer> {

    @Mixin private WarehouseTarget target = new WarehouseTarget();

    @Option(
        names = "--format",
        paramLabel = "text|json",
        defaultValue = "text",
        description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter console = spec.commandLine().getOut();
      try (Dataset dataset = target.open(false)) {
        DatasetPlan plan = DatasetPlan.of(dataset);
        console.print(
            switch (format) {
              case TEXT -> PlanText.of(dataset.name(), plan);
              case JSON -> PlanText.json(dataset.name(), plan);
            });
        console.flush();
        return plan.conflicts().isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
      }
    }
  }

  @Command(
      name = "apply",
      description = "Makes the changes that plan prints, one after the other; drops nothing.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 done; 2 settings or rights that have to be mended first, or differences that",
        "stand in the way (nothing is changed then); 3 no answer."
      })
  static final class Apply implements Callable<Integer> {

    @Mixin private WarehouseTarget target = new WarehouseTarget();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter console = spec.commandLine().getOut();
      try (Dataset dataset = target.open(true)) {
        DatasetPlan plan = DatasetPlan.of(dataset);
        plan.apply(
            dataset,
            change -> {
              console.println(PlanText.line(change));
              console.flush();
            });
        long created = plan.changes().stream().filter(Change::creates).count();
        console.println(
            plan.changes().isEmpty()
                ? PlanText.nothing(dataset.name())
                : "%s: %d created, %d changed"
                    .formatted(dataset.name(), created, plan.changes().size() - created));
        return ExitCode.DONE;
      }
    }
  }

  @Command(
      name = "schema",
      description =
          "Writes what plan and apply go by, for other tools such as bq and Terraform: the schema of each table as BigQuery's JSON, and the SQL of each view and function.",
      mixinStandardHelpOptions = true)
  static final class Schema implements Callable<Integer> {

    @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

    @Option(
        names = "--out",
        paramLabel = "DIR",
        defaultValue = "fivewhys-schema",
        description = "The folder, made if it is not there; default ${DEFAULT-VALUE}.")
    private Path out = Path.of("fivewhys-schema");

    @Spec
    @SuppressWarnings("NullAway.Init") // given by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      int files =
          SchemaFiles.write(out, settingsOptions.load(System.getenv(), Map.of()).settings());
      spec.commandLine().getOut().println(files + " files in " + out);
      return ExitCode.DONE;
    }
  }
}
