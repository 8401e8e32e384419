// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.local.replay.Replay;
import io.fivewhys.sinks.report.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A replay on a terminal: how far it is, and what came of it. */
final class ReplayOutput {

  private static final int REASONS_SHOWN = 8;

  private ReplayOutput() {}

  static Replay.Result run(
      Replay replay, List<InputFiles.Input> inputs, Path out, PrintWriter terminal)
      throws IOException {
    if (!TerminalProgress.isWanted()) {
      return replay.run(inputs, out, Progress.SILENT);
    }
    TerminalProgress progress = new TerminalProgress(terminal, System::nanoTime);
    try {
      return replay.run(inputs, out, progress);
    } finally {
      progress.clear();
    }
  }

  static void print(Replay.Result result, Path out, PrintWriter console) {
    Summary summary = result.summary();
    console.printf(
        "read %,d = accepted %,d + duplicates %,d + ignored %,d + rejected %,d%n",
        summary.read(),
        summary.accepted(),
        summary.duplicates(),
        summary.ignored(),
        summary.rejected());
    printReasons("ignored", summary.ignoredByReason(), console);
    printReasons("rejected", result.rejectedByReason(), console);
    if (summary.rejected() > 0) {
      console.printf("what was rejected, and why: %s%n", out.resolve("rejected.ndjson"));
    }
    if (summary.rejected() > 0 && summary.rejected() == summary.read()) {
      console.printf(
          "nothing in the input was a log entry: export with gcloud logging read … --format=json%n");
    }
    if (summary.firstEvent() != null) {
      console.printf("events from %s to %s%n", summary.firstEvent(), summary.lastEvent());
    }
    console.print(VerdictTable.of(result.changes()));
    console.print(IncidentReport.of(result.escalations()));
    console.printf("%s%n", out.resolve("report.html"));
  }

  private static void printReasons(String what, Map<String, Long> counts, PrintWriter console) {
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(REASONS_SHOWN)
        .forEach(
            reason -> console.printf("  %s %,d: %s%n", what, reason.getValue(), reason.getKey()));
    if (counts.size() > REASONS_SHOWN) {
      console.printf("  … and %d reasons more%n", counts.size() - REASONS_SHOWN);
    }
  }
}
