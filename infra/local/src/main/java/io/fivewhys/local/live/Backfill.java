// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import io.fivewhys.ingest.google.ApiFailure;
import io.fivewhys.ingest.google.Backoff;
import io.fivewhys.ingest.google.Entries;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.ingest.google.Pace;
import io.fivewhys.ingest.google.Pause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a project's past log entries into gzipped files, a slice of time each, slowly enough for
 * the project's quota. A run that was killed is gone on with: no entry is lost, and none is there
 * twice.
 */
public final class Backfill {

  /** What someone who waits wants to know. */
  public interface Progress {

    /**
     * @param entries fetched so far, those of earlier runs included
     * @param reached everything before this is fetched
     */
    void fetched(long entries, Instant reached);

    /** A request failed and will be made again. */
    void waiting(String why, Duration time);
  }

  /** What to fetch: entries of a project with a timestamp from the first instant to the second. */
  public record Wanted(String project, String filter, Instant from, Instant to) {}

  /** Folder of the files with entries, in the folder of the backfill. */
  private static final String ENTRIES = "entries";

  private static final String STATE = "backfill.json";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSSSSS'Z.ndjson.gz'")
          .withZone(ZoneOffset.UTC);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1));

  /** About a quarter of an hour without any answer. */
  private static final int MOST_FAILURES = 20;

  private final LoggingSource logging;
  private final Path directory;
  private final Pace pace;
  private final LongSupplier nanoClock;
  private final Pause pause;
  private final Progress progress;

  /** Whether the page at hand was named in an earlier run. */
  private boolean resumed;

  public Backfill(
      LoggingSource logging,
      Path directory,
      int requestsPerMinute,
      LongSupplier nanoClock,
      Pause pause,
      Progress progress) {
    this.logging = logging;
    this.directory = directory;
    this.pace = new Pace(requestsPerMinute);
    this.nanoClock = nanoClock;
    this.pause = pause;
    this.progress = progress;
  }

  /** Where the entries are; sorted by name they are in order of time. */
  public static Path entries(Path directory) {
    return directory.resolve(ENTRIES);
  }

  /**
   * What was asked for the last time with this folder; null when nothing was.
   *
   * @throws IOException when it cannot be read
   */
  public static @Nullable Wanted earlier(Path directory) throws IOException {
    BackfillState state = load(directory);
    return state == null
        ? null
        : new Wanted(state.project(), state.filter(), state.from(), state.to());
  }

  /**
   * Returns how many entries the files hold when all are fetched.
   *
   * @param wanted the same as the last time with this folder
   * @throws ApiFailure when the API refuses, or fails again and again
   * @throws IOException when the files cannot be written
   */
  public long fetch(Wanted wanted) throws IOException, InterruptedException {
    BackfillState state = load(directory);
    resumed = state != null;
    if (state == null) {
      state = BackfillState.begin(wanted.project(), wanted.filter(), wanted.from(), wanted.to());
    }
    Files.createDirectories(entries(directory));
    while (!state.isComplete()) {
      state = page(sound(state));
      resumed = false;
      save(state);
      progress.fetched(state.allEntries(), state.sliceFrom());
    }
    return state.entries();
  }

  /** A file shorter than what was noted is begun again: someone has been at it. */
  private BackfillState sound(BackfillState state) throws IOException {
    Path file = file(state);
    long there = Files.exists(file) ? Files.size(file) : 0;
    return there < state.bytes() ? state.sliceAgain() : state;
  }

  private BackfillState page(BackfillState state) throws IOException, InterruptedException {
    Entries entries;
    try {
      entries = list(state);
    } catch (ApiFailure e) {
      if (e.kind() != ApiFailure.Kind.REFUSED || state.page().isEmpty() || !resumed) {
        throw e;
      }
      return state.sliceAgain(); // a page of an earlier day, which is no longer known
    }
    long bytes = append(state, entries);
    BackfillState read = state.read(entries.count(), bytes, entries.nextPage());
    return entries.nextPage().isEmpty() ? read.nextSlice() : read;
  }

  private Entries list(BackfillState state) throws InterruptedException {
    String filter = LoggingSource.during(state.filter(), state.sliceFrom(), state.sliceTo());
    for (int failures = 1; ; failures++) {
      pause.forNanos(pace.nanosToWait(nanoClock.getAsLong()));
      try {
        return logging.list(filter, state.page());
      } catch (ApiFailure e) {
        if (!e.isPassing() || failures == MOST_FAILURES) {
          throw e;
        }
        Duration wait = BACKOFF.after(failures);
        progress.waiting(String.valueOf(e.getMessage()), wait);
        pause.forNanos(wait.toNanos());
      }
    }
  }

  /** Returns how long the file is then; without any entry there is none. */
  private long append(BackfillState state, Entries entries) throws IOException {
    if (entries.count() == 0 && state.bytes() == 0) {
      Files.deleteIfExists(file(state));
      return 0;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(entries.ndjson());
    }
    try (FileChannel file =
        FileChannel.open(file(state), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.truncate(state.bytes());
      file.position(state.bytes());
      ByteBuffer bytes = ByteBuffer.wrap(packed.toByteArray());
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
      return file.position();
    }
  }

  private Path file(BackfillState state) {
    return entries(directory).resolve(NAME.format(state.sliceFrom()));
  }

  private static @Nullable BackfillState load(Path directory) throws IOException {
    Path file = directory.resolve(STATE);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return BackfillState.read(Files.readString(file));
    } catch (IOException e) {
      throw new IOException(
          file
              + ": does not say how far a backfill is, delete it to begin again: "
              + e.getMessage(),
          e);
    }
  }

  private void save(BackfillState state) throws IOException {
    Path next = directory.resolve(STATE + ".next");
    try (FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      file.write(ByteBuffer.wrap(state.json().getBytes(StandardCharsets.UTF_8)));
      file.force(false);
    }
    Files.move(
        next,
        directory.resolve(STATE),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
