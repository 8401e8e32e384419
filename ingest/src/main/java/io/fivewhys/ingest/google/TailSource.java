// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.EventLog;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.Ingestor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A project's log entries as they come, from a thread of its own into the event log. When a session
 * ends it opens another, and lists what came between: overlapping, as the same entry twice counts
 * once. It ends by itself only where asking again cannot help.
 */
public final class TailSource implements AutoCloseable {

  /** What someone who watches wants to know. Called from the thread that reads. */
  public interface Listener {

    /** A session is over. */
    void interrupted(String why, Duration retryAfter);

    /** A session is open, and what was missed before it is read. */
    void connected(long missed);

    /**
     * The tail left entries out.
     *
     * @param listed whether a listing will fetch them; else counts are not complete
     */
    void suppressed(Map<String, Long> countsByReason, boolean listed);
  }

  /** The API may hand over entries this much out of the order that they were received in. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  /** After this long, a listing has everything that was received before a session began. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  /** A request is stamped with its begin and received at its end: the longest that can be. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(61);

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private static final int LISTINGS_PER_MINUTE = 60;

  /** As many left out entries a listing can fetch without leaving out others meanwhile. */
  private static final long FETCHED = 20L * LoggingSource.PAGE;

  private final LoggingSource logging;
  private final String filter;
  private final EventLog log;
  private final Ingestor ingestor;
  private final Clock clock;
  private final Pause pause;
  private final Listener listener;
  private final Pace pace = new Pace(LISTINGS_PER_MINUTE);
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Thread thread = Thread.ofPlatform().name("log-tail").unstarted(this::run);

  private final IngestCounts counts = new IngestCounts();
  private volatile boolean closing;
  private long batches;
  private int failures;

  /** Everything received before this was read. */
  private Instant received;

  /** From when on the last listing may have come too early; null when it did not. */
  private @Nullable Instant unsettledFrom;

  private Instant settledAt = Instant.MAX;

  /**
   * @param since what was received from this time on is wanted
   */
  public TailSource(
      LoggingSource logging,
      String filter,
      Settings settings,
      EventLog log,
      Instant since,
      Clock clock,
      Pause pause,
      Listener listener) {
    this.logging = logging;
    this.filter = filter;
    this.log = log;
    this.ingestor = new Ingestor(settings, log, 1);
    this.received = since;
    this.unsettledFrom = since;
    this.clock = clock;
    this.pause = pause;
    this.listener = listener;
  }

  public void start() {
    thread.start();
  }

  /** Done when it has stopped: with the failure, if one stopped it. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** What became of the entries read so far, those read twice included. */
  public String counts() {
    synchronized (counts) {
      return counts.toString();
    }
  }

  private void run() {
    try {
      while (!closing) {
        try (LiveSource live = logging.tail(filter)) {
          connect();
          follow(live);
        } catch (ApiFailure e) {
          interrupted(e);
        }
      }
      done.complete(null);
    } catch (InterruptedException e) {
      done.complete(null); // nobody here does that
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void interrupted(ApiFailure failure) throws InterruptedException {
    if (!failure.isPassing()) {
      throw failure;
    }
    Duration wait = BACKOFF.after(++failures);
    listener.interrupted(String.valueOf(failure.getMessage()), wait);
    rest(wait.toNanos());
  }

  /** In short rests, so that closing need not interrupt what must not be left half done. */
  private void rest(long nanos) throws InterruptedException {
    for (long left = nanos; left > 0 && !closing; left -= PATIENCE.toNanos()) {
      pause.forNanos(Math.min(left, PATIENCE.toNanos()));
    }
  }

  /** What came since the last session. The new one is open, so nothing can come between. */
  private void connect() throws InterruptedException {
    Instant now = clock.instant();
    Instant from = unsettledFrom == null ? received.minus(OVERLAP) : unsettledFrom;
    unsettledFrom = from;
    long missed = fill(from, now.plus(SETTLING));
    // What was received just now may not be listed yet.
    Instant unsure = now.minus(OVERLAP);
    unsettledFrom = unsure.isAfter(from) ? unsure : from;
    settledAt = now.plus(SETTLING);
    listener.connected(missed);
  }

  private void follow(LiveSource live) throws InterruptedException {
    while (!closing) {
      Entries entries = live.poll(PATIENCE);
      if (entries != null) {
        failures = 0;
        if (!entries.suppressed().isEmpty()) {
          suppressed(entries.suppressed());
        }
        ingest(entries);
      }
      Instant unsure = unsettledFrom;
      if (unsure != null && !clock.instant().isBefore(settledAt)) {
        fill(unsure, settledAt);
        unsettledFrom = null;
      }
    }
  }

  /** What was left out since the response before can still be listed, if it is not too much. */
  private void suppressed(Map<String, Long> countsByReason) {
    boolean few = countsByReason.values().stream().mapToLong(Long::longValue).sum() <= FETCHED;
    if (few) {
      Instant from = received.minus(OVERLAP);
      unsettledFrom = unsettledFrom == null || from.isBefore(unsettledFrom) ? from : unsettledFrom;
      settledAt = clock.instant().plus(SETTLING);
    }
    listener.suppressed(countsByReason, few);
  }

  /** Returns how many there were, those that were read before included. */
  private long fill(Instant from, Instant to) throws InterruptedException {
    String wanted =
        SinkFilter.and(
            filter,
            "receiveTimestamp>=\"%s\" AND receiveTimestamp<\"%s\" AND timestamp>=\"%s\""
                .formatted(from, to, from.minus(LONGEST_REQUEST)));
    long count = 0;
    String page = "";
    do {
      rest(pace.nanosToWait(nanos(clock.instant())));
      Entries entries = logging.list(wanted, page);
      ingest(entries);
      count += entries.count();
      page = entries.nextPage();
    } while (!page.isEmpty() && !closing);
    return count;
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private void ingest(Entries entries) {
    if (entries.count() == 0) {
      return;
    }
    try {
      IngestCounts became =
          ingestor.ingest("logging-" + ++batches, new ByteArrayInputStream(entries.ndjson()));
      log.flush();
      synchronized (counts) {
        counts.add(became);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
    Instant latest = entries.received();
    if (latest != null && latest.isAfter(received)) {
      received = latest;
    }
  }

  /** Returns when what is in hand is in the log. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ingestor.close();
  }
}
