// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.CapacitySample;
import io.fivewhys.Escalation;
import io.fivewhys.JourneyMinute;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.EventLog;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.Ingestor;
import io.fivewhys.ingest.InputFiles.Input;
import io.fivewhys.local.Availability;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.windows.WindowCounts;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.report.AppPage;
import io.fivewhys.sinks.report.AskedRange;
import io.fivewhys.sinks.report.Documents;
import io.fivewhys.sinks.report.Summary;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.warehouse.RejectedMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Recorded logs through ingest, the real topologies and the sink: reads everything, sorts it by
 * event time, runs it through the pipeline and writes tables, report and summary. The same entries
 * give the same files, however they are ordered or cut into inputs.
 */
public final class Replay {

  /** Enough to sort some hundred thousand events without touching the disk. */
  private static final long SORT_BYTES = 96L << 20;

  /**
   * What a replay did.
   *
   * @param rejectedByReason counts that add up to the rejected entries
   * @param changes the last record of each revision change, in the order they opened
   * @param escalations every step of every incident, in the order they came
   */
  public record Result(
      Summary summary,
      Map<String, Long> rejectedByReason,
      List<RevisionChange> changes,
      List<Escalation> escalations) {}

  private final Settings settings;
  private final Configuration configuration;
  private final LongSupplier nanoClock;
  private final int threads;

  /** With the default objectives. */
  public Replay(Settings settings, LongSupplier nanoClock, int threads) {
    this(settings, Configuration.DEFAULTS, nanoClock, threads);
  }

  /**
   * @param nanoClock for {@code elapsed_ms} alone
   * @param threads that decode
   */
  public Replay(
      Settings settings, Configuration configuration, LongSupplier nanoClock, int threads) {
    this.settings = settings;
    this.configuration = configuration;
    this.nanoClock = nanoClock;
    this.threads = threads;
  }

  /**
   * @param destination folder for the files; made if absent, its files replaced when all are
   *     complete
   * @throws IOException when an input cannot be read or the files cannot be written; then none is
   */
  public Result run(List<Input> inputs, Path destination, Progress progress) throws IOException {
    long started = nanoClock.getAsLong();
    try (OutputFiles files = new OutputFiles(destination);
        EventSorter sorter = new EventSorter(files.scratch("sort"), SORT_BYTES)) {
      Summary summary;
      Map<String, Long> rejectedByReason;
      Map<String, RevisionChange> latest = new LinkedHashMap<>();
      List<Escalation> escalations = new ArrayList<>();
      try (WarehouseRun warehouse = new WarehouseRun(files.scratch("warehouse"))) {
        IngestCounts counts = read(inputs, files, sorter, warehouse, progress);
        long duplicates = process(sorter, files, warehouse, latest, escalations, progress);
        summary = summary(counts, duplicates);
        rejectedByReason = counts.rejectedByReason();
        progress.writing();
        warehouse.finish(files.path(OutputFiles.WAREHOUSE));
      }
      writeReport(files, new Documents(new Availability(configuration), summary, Instant.EPOCH));
      writeSummary(
          files, summary, escalations.size(), (nanoClock.getAsLong() - started) / 1_000_000);
      files.publish();
      return new Result(summary, rejectedByReason, List.copyOf(latest.values()), escalations);
    }
  }

  private IngestCounts read(
      List<Input> inputs,
      OutputFiles files,
      EventSorter sorter,
      WarehouseRun warehouse,
      Progress progress)
      throws IOException {
    try (NdjsonFile rejected = new NdjsonFile(files.path(OutputFiles.REJECTED))) {
      SortingEventLog log =
          new SortingEventLog(
              sorter,
              entry -> {
                warehouse.append(RowMapper.rows(new RejectedMessage(entry, null)));
                rejected.line(json -> {
                  json.writeStringField("reason", entry.getReason());
                  json.writeStringField("source", entry.getSource());
                  json.writeStringField("excerpt", entry.getExcerpt());
                  json.writeStringField("detail", entry.getDetail());
                });
              });
      return read(inputs, settings, log, threads, progress);
    }
  }

  /**
   * Every entry of the inputs into the log.
   *
   * @throws IOException when one of them cannot be read, naming it
   */
  static IngestCounts read(
      List<Input> inputs, Settings settings, EventLog log, int threads, Progress progress)
      throws IOException {
    IngestCounts total = new IngestCounts();
    try (Ingestor ingestor = new Ingestor(settings, log, threads)) {
      for (Input input : inputs) {
        try (InputStream in = input.opener().open()) {
          total.add(
              ingestor.ingest(
                  input.name(),
                  in,
                  (entries, bytes) ->
                      progress.read(total.read() + entries, total.bytes() + bytes)));
        } catch (IOException e) {
          throw new IOException(input.name() + ": cannot be read: " + e.getMessage(), e);
        }
      }
    }
    return total;
  }

  /** Returns how many were repeats. */
  private long process(
      EventSorter sorter,
      OutputFiles files,
      WarehouseRun warehouse,
      Map<String, RevisionChange> latest,
      List<Escalation> escalations,
      Progress progress)
      throws IOException {
    try (NdjsonFile changes = new NdjsonFile(files.path(OutputFiles.REVISION_CHANGES));
        NdjsonFile incidents = new NdjsonFile(files.path(OutputFiles.ESCALATIONS));
        PipelineRun run =
            new PipelineRun(
                settings,
                configuration,
                files.scratch("streams"),
                new Recorded(warehouse, changes, incidents, latest, escalations))) {
      long[] events = {0};
      sorter.forEach(event -> {
        run.accept(event);
        if ((++events[0] & 0xfff) == 0) {
          progress.processed(events[0], event.timeNanos());
        }
      });
      run.finish();
      return balanced(run.counts(), events[0]);
    }
  }

  /**
   * All of it into the warehouse. Each record of a change, and each step of an incident, is a line
   * too: how a verdict came about is part of the result.
   *
   * @param latest record of each change, by the revision
   */
  private record Recorded(
      WarehouseRun warehouse,
      NdjsonFile changes,
      NdjsonFile incidents,
      Map<String, RevisionChange> latest,
      List<Escalation> escalations)
      implements PipelineRun.Outputs {

    @Override
    public void minute(ServiceMinute minute) {
      warehouse.append(RowMapper.rows(minute));
    }

    @Override
    public void signals(SignalMinute minute) {
      warehouse.append(RowMapper.rows(minute));
    }

    @Override
    public void journeys(JourneyMinute minute) {
      warehouse.append(RowMapper.rows(minute));
    }

    @Override
    public void capacity(CapacitySample sample) {
      warehouse.append(RowMapper.rows(sample));
    }

    @Override
    public void revisionChange(RevisionChange change) {
      warehouse.append(RowMapper.rows(change));
      changes.line(json -> RecordJson.write(change, json));
      latest.put(
          Topics.serviceKey(
              change.getProject(),
              change.getLocation(),
              change.getService(),
              change.getToRevision()),
          change);
    }

    @Override
    public void escalation(Escalation escalation) {
      warehouse.append(RowMapper.rows(escalation));
      incidents.line(json -> RecordJson.write(escalation, json));
      escalations.add(escalation);
    }
  }

  /** Returns the duplicates, when every event became something that can be answered for. */
  static long balanced(WindowCounts counts, long events) {
    long duplicates = counts.duplicates.sum();
    if (counts.counted.sum() + duplicates != events) {
      throw new IllegalStateException(
          "of %,d sorted events %,d were counted, %,d repeated, %,d late and %,d undecodable"
              .formatted(
                  events,
                  counts.counted.sum(),
                  duplicates,
                  counts.late.sum(),
                  counts.undecodable.sum()));
    }
    return duplicates;
  }

  private static Summary summary(IngestCounts counts, long duplicates) {
    boolean any = counts.accepted() > 0;
    return new Summary(
        counts.read(),
        counts.accepted() - duplicates,
        duplicates,
        counts.ignored(),
        counts.rejected(),
        new TreeMap<>(counts.ignoredByReason()),
        any ? instant(counts.firstEventNanos()) : null,
        any ? instant(counts.lastEventNanos()) : null);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static void writeReport(OutputFiles files, Documents documents) throws IOException {
    try (Connection warehouse =
            DriverManager.getConnection("jdbc:duckdb:" + files.path(OutputFiles.WAREHOUSE));
        OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(files.path(OutputFiles.REPORT)))) {
      AppPage.write(documents.all(new DuckDbReader(warehouse), AskedRange.OPEN), out);
    } catch (SQLException e) {
      throw new IOException(
          "the report could not be drawn from the warehouse: " + e.getMessage(), e);
    }
  }

  private static void writeSummary(
      OutputFiles files, Summary summary, long escalations, long elapsedMillis) throws IOException {
    try (NdjsonFile file = new NdjsonFile(files.path(OutputFiles.SUMMARY))) {
      file.line(json -> {
        json.writeNumberField("read", summary.read());
        json.writeNumberField("accepted", summary.accepted());
        json.writeNumberField("duplicates", summary.duplicates());
        json.writeNumberField("ignored", summary.ignored());
        json.writeNumberField("rejected", summary.rejected());
        json.writeObjectFieldStart("ignored_by_reason");
        for (var reason : summary.ignoredByReason().entrySet()) {
          json.writeNumberField(reason.getKey(), reason.getValue());
        }
        json.writeEndObject();
        json.writeStringField("first_event", text(summary.firstEvent()));
        json.writeStringField("last_event", text(summary.lastEvent()));
        json.writeNumberField("escalations", escalations);
        json.writeNumberField("elapsed_ms", elapsedMillis);
      });
    }
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
