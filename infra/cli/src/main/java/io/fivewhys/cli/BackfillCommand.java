// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.local.live.Backfill;
import io.fivewhys.local.live.Backfill.Wanted;
import io.fivewhys.local.replay.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A project's past logs: fetched, kept, and replayed. */
@Command(
    name = "backfill",
    description =
        "Fetches a project's past log entries through the Logging API with your own credentials into gzipped files, and replays them. After an end before its time, the same command goes on where it was.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys backfill --project acme-prod --from 6h",
      "  fivewhys backfill --project acme-prod --from 2026-11-19T00:00:00Z --to 2026-11-20T00:00:00Z"
    })
final class BackfillCommand implements Callable<Integer> {

  private static final int MOST_REQUESTS = 6_000;

  @Mixin private ProjectOptions projectOptions = new ProjectOptions();

  @Option(
      names = "--from",
      paramLabel = "T",
      required = true,
      description = "Begin: a time such as 2026-11-20T10:00:00Z, or how long ago, such as 6h.")
  private String from = "";

  @Option(names = "--to", paramLabel = "T", description = "End, itself not in it; default now.")
  private @Nullable String to;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "fivewhys-backfill",
      description =
          "Where the entries go, how far it is, and what the replay makes of them; default ${DEFAULT-VALUE}.")
  private Path out = Path.of("fivewhys-backfill");

  @Option(
      names = "--requests-per-minute",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Of at most 1,000 entries each; default ${DEFAULT-VALUE}, which is a project's quota.")
  private int requestsPerMinute = 60;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (requestsPerMinute < 1 || requestsPerMinute > MOST_REQUESTS) {
      throw new Failures.UsageException("--requests-per-minute must be 1 to " + MOST_REQUESTS);
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new NotDirectoryException(out + " is a file; name a folder with --out");
    }
    SettingsOptions.Loaded loaded = settingsOptions.load(System.getenv(), Map.of());
    Wanted wanted = wanted(Clock.systemUTC().instant());
    CountDownLatch cleanedUp = Interrupter.ofThisThread();
    try {
      fetch(wanted, loaded.settings());
    } catch (InterruptedException | ClosedByInterruptException e) {
      spec.commandLine()
          .getErr()
          .println("fivewhys: ended before its time; the same command goes on from here");
      return ExitCode.DONE;
    } finally {
      cleanedUp.countDown();
    }
    return replay(loaded);
  }

  /** What the arguments ask for, or the folder was begun with where they leave it open. */
  private Wanted wanted(Instant now) throws IOException {
    TimeArgument begin = TimeArgument.of("--from", from, now);
    TimeArgument end = to == null ? new TimeArgument(now, true) : TimeArgument.of("--to", to, now);
    Wanted asked =
        new Wanted(projectOptions.project(), projectOptions.filter(), begin.time(), end.time());
    if (!asked.from().isBefore(asked.to())) {
      throw new Failures.UsageException(
          "--from %s is not before --to %s".formatted(asked.from(), asked.to()));
    }
    Wanted earlier = Backfill.earlier(out);
    if (earlier == null) {
      return asked;
    }
    boolean same =
        earlier.project().equals(asked.project())
            && earlier.filter().equals(asked.filter())
            && (begin.isRelative() || earlier.from().equals(asked.from()))
            && (end.isRelative() || earlier.to().equals(asked.to()));
    if (!same) {
      throw new Failures.UsageException(
          "%s holds another backfill: project %s, from %s to %s%s; name another folder with --out"
              .formatted(
                  out,
                  earlier.project(),
                  earlier.from(),
                  earlier.to(),
                  earlier.filter().equals(asked.filter()) ? "" : ", another filter"));
    }
    say("going on with what %s holds: %s to %s".formatted(out, earlier.from(), earlier.to()));
    return earlier;
  }

  private void fetch(Wanted wanted, Settings settings) throws IOException, InterruptedException {
    Files.createDirectories(out);
    Terminal terminal = new Terminal();
    try (LoggingSource logging =
        new LoggingSource(wanted.project(), settings.get(Settings.LOGGING_ENDPOINT))) {
      long entries =
          new Backfill(
                  logging,
                  out,
                  requestsPerMinute,
                  System::nanoTime,
                  nanos -> Thread.sleep(Duration.ofNanos(nanos)),
                  terminal)
              .fetch(wanted);
      terminal.clear();
      spec.commandLine()
          .getOut()
          .printf(
              "fetched %,d entries, %s to %s: %s%n",
              entries, wanted.from(), wanted.to(), Backfill.entries(out));
    } finally {
      terminal.clear();
    }
  }

  private int replay(SettingsOptions.Loaded loaded) throws IOException {
    List<InputFiles.Input> inputs =
        InputFiles.expand(List.of(Backfill.entries(out).toString()), InputStream.nullInputStream());
    Replay replay =
        new Replay(
            loaded.settings(),
            loaded.configuration(),
            System::nanoTime,
            Runtime.getRuntime().availableProcessors());
    Replay.Result result = ReplayOutput.run(replay, inputs, out, spec.commandLine().getErr());
    ReplayOutput.print(result, out, spec.commandLine().getOut());
    return ExitCode.DONE;
  }

  private void say(String line) {
    spec.commandLine().getErr().println("fivewhys: " + TerminalText.plain(line));
  }

  /** One line that is written over where there is a terminal; only troubles where there is none. */
  private final class Terminal implements Backfill.Progress {

    private final @Nullable TerminalProgress progress =
        TerminalProgress.isWanted()
            ? new TerminalProgress(spec.commandLine().getErr(), System::nanoTime)
            : null;

    @Override
    public void fetched(long entries, Instant reached) {
      if (progress != null) {
        progress.fetched(entries, reached);
      }
    }

    @Override
    public void waiting(String why, Duration time) {
      clear();
      say("asking again in %d s: %s".formatted(time.toSeconds(), why));
    }

    void clear() {
      if (progress != null) {
        progress.clear();
      }
    }
  }
}
