// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.local.warehouse.QueryFormat;
import io.fivewhys.local.warehouse.WarehouseQuery;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** SQL over a warehouse file. */
@Command(
    name = "query",
    description =
        "Runs SQL (DuckDB's) over a warehouse file, read-only and without access to other files.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys query 'SELECT service, SUM(requests), SUM(errors_5xx) FROM service_minutes GROUP BY service'",
      "  fivewhys query 'SHOW TABLES'"
    })
final class QueryCommand implements Callable<Integer> {

  @Option(
      names = "--warehouse",
      paramLabel = "F",
      defaultValue = "fivewhys-out/warehouse.duckdb",
      description = "The file; default ${DEFAULT-VALUE}, where replay leaves it.")
  private Path warehouse = Path.of("fivewhys-out", "warehouse.duckdb");

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private QueryFormat format = QueryFormat.TABLE;

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql = "";

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(format.of(WarehouseQuery.run(warehouse, sql)));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
