// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.InputFiles.Input;
import io.fivewhys.local.Folders;
import io.fivewhys.local.warehouse.WarehouseHistory;
import io.fivewhys.processors.objectives.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same past under several configurations: what each of them would have told of it. From logs
 * each runs through the whole pipeline, their entries decoded once; from a warehouse, which holds
 * minutes and not entries, through its last stage alone. Writes nothing that stays.
 */
public final class Backtest {

  /** Enough to sort some hundred thousand events without touching the disk. */
  private static final long SORT_BYTES = 96L << 20;

  /** What is tried. */
  public record Candidate(Settings settings, Configuration configuration) {}

  /**
   * What came of it.
   *
   * @param read entries of logs, or rows of a warehouse
   * @param rejected entries that could not be understood
   * @param first time of the earliest of them; null where there is none
   * @param told every step of every incident in the order it came, for each candidate
   */
  public record Result(
      long read,
      long rejected,
      @Nullable Instant first,
      @Nullable Instant last,
      List<List<Escalation>> told) {}

  private final List<Candidate> candidates;
  private final int threads;

  /**
   * @param candidates at least one; the settings of the first say how entries are decoded for all
   * @param threads that decode
   */
  public Backtest(List<Candidate> candidates, int threads) {
    this.candidates = List.copyOf(candidates);
    this.threads = threads;
  }

  /**
   * @throws IOException when an input cannot be read
   */
  public Result ofLogs(List<Input> inputs, Progress progress) throws IOException {
    Path scratch = Files.createTempDirectory("fivewhys-backtest-");
    try (EventSorter sorter = new EventSorter(scratch, SORT_BYTES)) {
      Settings settings = candidates.getFirst().settings();
      SortingEventLog log = new SortingEventLog(sorter, rejected -> {});
      IngestCounts counts = Replay.read(inputs, settings, log, threads, progress);
      List<List<Escalation>> told = new ArrayList<>();
      for (Candidate candidate : candidates) {
        told.add(run(candidate, sorter, scratch, progress));
      }
      boolean any = counts.accepted() > 0;
      return new Result(
          counts.read(),
          counts.rejected(),
          any ? Instant.ofEpochSecond(0, counts.firstEventNanos()) : null,
          any ? Instant.ofEpochSecond(0, counts.lastEventNanos()) : null,
          told);
    } finally {
      Folders.delete(scratch);
    }
  }

  private static List<Escalation> run(
      Candidate candidate, EventSorter sorter, Path scratch, Progress progress) throws IOException {
    List<Escalation> told = new ArrayList<>();
    try (PipelineRun run =
        new PipelineRun(candidate.settings(), candidate.configuration(), scratch, told::add)) {
      long[] events = {0};
      sorter.forEach(event -> {
        run.accept(event);
        if ((++events[0] & 0xfff) == 0) {
          progress.processed(events[0], event.timeNanos());
        }
      });
      run.finish();
      Replay.balanced(run.counts(), events[0]);
    }
    return told;
  }

  /**
   * @throws io.fivewhys.local.warehouse.WarehouseFileException when it cannot be read, or is no
   *     warehouse of ours
   */
  public Result ofWarehouse(Path warehouse) throws IOException {
    Path scratch = Files.createTempDirectory("fivewhys-backtest-");
    List<CausesRun> runs = new ArrayList<>();
    List<List<Escalation>> told = new ArrayList<>();
    try {
      for (Candidate candidate : candidates) {
        List<Escalation> mine = new ArrayList<>();
        told.add(mine);
        runs.add(
            new CausesRun(candidate.settings(), candidate.configuration(), scratch, mine::add));
      }
      WarehouseHistory.Extent extent =
          WarehouseHistory.read(warehouse, known -> runs.forEach(run -> run.accept(known)));
      runs.forEach(CausesRun::finish);
      return new Result(extent.rows(), 0, extent.first(), extent.last(), told);
    } finally {
      runs.forEach(CausesRun::close);
      Folders.delete(scratch);
    }
  }
}
