// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.cli.Failures.UsageException;
import io.fivewhys.local.warehouse.WarehouseQuery;
import io.fivewhys.sinks.report.IncidentReader;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where incidents are read from, and which of them. */
final class IncidentOptions {

  private static final int MOST_NAMED = 20;

  @Option(
      names = "--warehouse",
      paramLabel = "F",
      description = "The warehouse file; default: the one in the folder of --out.")
  private @Nullable Path warehouse;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "fivewhys-out",
      description = "Where a replay left its files; default ${DEFAULT-VALUE}.")
  private Path out = Path.of("fivewhys-out");

  /** Every step of every incident. */
  List<Incident> all() {
    return Incident.of(WarehouseQuery.read(file(), warehouse -> incidents(warehouse).all()));
  }

  /**
   * The incident of that id, or the only one whose id begins so.
   *
   * @throws UsageException when there is none, or more than one, with those there are
   */
  Incident named(String idOrPrefix) {
    List<Incident> found =
        Incident.of(
            WarehouseQuery.read(
                file(), warehouse -> incidents(warehouse).startingWith(idOrPrefix)));
    for (Incident incident : found) {
      if (found.size() == 1 || incident.id().equals(idOrPrefix)) {
        return incident;
      }
    }
    if (found.isEmpty()) {
      throw new UsageException("no incident " + idOrPrefix + " in " + file() + "; " + known(all()));
    }
    throw new UsageException(idOrPrefix + " is not one incident; " + known(found));
  }

  private static IncidentReader incidents(Connection warehouse) {
    return new IncidentReader(new DuckDbReader(warehouse));
  }

  private static String known(List<Incident> incidents) {
    if (incidents.isEmpty()) {
      return "it holds none";
    }
    String rest =
        incidents.size() > MOST_NAMED
            ? "\n  … and " + (incidents.size() - MOST_NAMED) + " more"
            : "";
    return incidents.stream()
        .limit(MOST_NAMED)
        .map(incident ->
            "\n  "
                + TerminalText.plain(incident.id())
                + "  "
                + incident.latest().getSeverity()
                + "  "
                + TerminalText.cut(incident.latest().getTitle(), TerminalText.WIDTH / 2))
        .collect(Collectors.joining("", "known are:", rest));
  }

  private Path file() {
    return warehouse == null ? out.resolve("warehouse.duckdb") : warehouse;
  }
}
