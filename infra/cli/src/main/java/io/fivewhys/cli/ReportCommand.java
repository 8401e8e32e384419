// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.local.Availability;
import io.fivewhys.local.warehouse.WarehouseQuery;
import io.fivewhys.sinks.report.AppPage;
import io.fivewhys.sinks.report.AskedRange;
import io.fivewhys.sinks.report.Documents;
import io.fivewhys.sinks.report.Export;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The report as files. */
@Command(
    name = "report",
    description =
        "Writes the report over a warehouse file or a dataset of BigQuery as one HTML file that needs nothing else, and CSV.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Reading BigQuery is paid by the bytes read: report.most_bytes bounds them for each query,",
      "report.reach how far back is read where --from does not say.",
      "",
      "For example:",
      "  fivewhys report --from 7d --out week.html --csv week",
      "  fivewhys report --dataset acme.fivewhys --from 7d --out week.html"
    })
final class ReportCommand implements Callable<Integer> {

  private static final Path REPLAYED = Path.of("fivewhys-out", "warehouse.duckdb");

  @Option(
      names = "--warehouse",
      paramLabel = "F",
      description =
          "A warehouse file; without it and --dataset, warehouse.file or warehouse.dataset of the settings, else fivewhys-out/warehouse.duckdb, where replay leaves it.")
  private @Nullable Path warehouse;

  @Option(
      names = "--dataset",
      paramLabel = "PROJECT.DATASET",
      description = "A dataset of BigQuery, read with the environment's credentials.")
  private @Nullable String dataset;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "fivewhys-report.html",
      description = "Where the page goes; default ${DEFAULT-VALUE}.")
  private Path out = Path.of("fivewhys-report.html");

  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description =
          "Write CSV files into DIR too: minutes, deploys, incidents, capacity, connections, weekly.")
  private @Nullable Path csv;

  @Option(
      names = "--from",
      paramLabel = "T",
      description = "Begin: a time, or how long ago; default: of all there is.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "T",
      description = "End: a time, or how long ago; default: of all there is.")
  private @Nullable String to;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), Map.of());
    Availability objectives = new Availability(loaded.configuration());
    Instant now = Instant.now();
    AskedRange range = range(now);
    String wanted = dataset(loaded.settings());
    try {
      if (wanted.isEmpty()) {
        Documents documents = new Documents(objectives, null, Instant.EPOCH);
        Path file = file(loaded.settings());
        SortedMap<Export, ReportFile> exports = exports(file);
        ReportFile page = ReportFile.of("--out", out, file);
        WarehouseQuery.read(
            file,
            connection -> {
              try (WarehouseReader reader = new DuckDbReader(connection)) {
                write(reader, documents, range, page, exports);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return ExitCode.DONE;
            });
      } else {
        SortedMap<Export, ReportFile> exports = exports(null);
        ReportFile page = ReportFile.of("--out", out, null);
        try (WarehouseReader reader = ReportDataset.open(loaded.settings(), wanted).reader()) {
          Documents documents =
              new Documents(objectives, null, since(loaded.settings(), now, range));
          write(reader, documents, range, page, exports);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return ExitCode.DONE;
  }

  /** Empty for a file. */
  private String dataset(Settings settings) {
    if (dataset != null && warehouse != null) {
      throw new Failures.UsageException("--warehouse or --dataset, not both");
    }
    if (dataset != null) {
      return Settings.of(Map.of(Settings.WAREHOUSE_DATASET.key(), dataset))
          .get(Settings.WAREHOUSE_DATASET);
    }
    String named = settings.get(Settings.WAREHOUSE_DATASET);
    if (warehouse == null && !named.isEmpty() && !settings.get(Settings.WAREHOUSE_FILE).isEmpty()) {
      throw new InvalidSettingsException(
          List.of("warehouse.file: there is warehouse.dataset too; name one of them"));
    }
    return warehouse == null ? named : "";
  }

  private Path file(Settings settings) {
    String named = settings.get(Settings.WAREHOUSE_FILE);
    return warehouse != null ? warehouse : named.isEmpty() ? REPLAYED : Path.of(named);
  }

  /** Further back where somebody asks for it. */
  private static Instant since(Settings settings, Instant now, AskedRange range) {
    long since = ReportDataset.since(settings, now).toEpochMilli();
    return Instant.ofEpochMilli(Math.min(since, range.from().orElse(since)));
  }

  /** Known to be none that must stay before anything is read. */
  private SortedMap<Export, ReportFile> exports(@Nullable Path warehouse) throws IOException {
    SortedMap<Export, ReportFile> files = new TreeMap<>();
    if (csv != null) {
      for (Export export : Export.values()) {
        files.put(export, ReportFile.of("--csv", csv.resolve(export.file()), warehouse));
      }
    }
    return files;
  }

  private void write(
      WarehouseReader reader,
      Documents documents,
      AskedRange range,
      ReportFile page,
      SortedMap<Export, ReportFile> exports)
      throws IOException {
    Optional<String> nothing = documents.nothing(reader, range);
    nothing.ifPresent(sentence -> spec.commandLine().getErr().println("fivewhys: " + sentence));
    SortedMap<String, String> pages = documents.all(reader, range);
    page.write(stream -> AppPage.write(pages, stream));
    tell("page", page);
    for (Map.Entry<Export, ReportFile> each : exports.entrySet()) {
      each.getValue().write(stream -> csv(each.getKey(), reader, documents, range, stream));
      tell("csv", each.getValue());
    }
  }

  /** Where it is not in the way of what is written. */
  private void tell(String what, ReportFile file) {
    PrintWriter to = file.isStream() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    to.printf("%s: %s%n", what, file.path());
    to.flush();
  }

  private static void csv(
      Export export,
      WarehouseReader reader,
      Documents documents,
      AskedRange range,
      OutputStream stream)
      throws IOException {
    Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    export.write(reader, documents, range, writer);
    writer.flush();
  }

  private AskedRange range(Instant now) {
    OptionalLong begin = millis("--from", from, now);
    OptionalLong end = millis("--to", to, now);
    if (begin.isPresent() && end.isPresent() && end.getAsLong() <= begin.getAsLong()) {
      throw new Failures.UsageException("--from must lie before --to");
    }
    return new AskedRange(begin, end);
  }

  private static OptionalLong millis(String option, @Nullable String text, Instant now) {
    return text == null
        ? OptionalLong.empty()
        : OptionalLong.of(TimeArgument.of(option, text, now).time().toEpochMilli());
  }
}
