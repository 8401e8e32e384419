// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A project's log entries as they come, from a thread of its own. When a session ends, or entries
 * are given back, it opens another and lists what came between: overlapping, as the same entry
 * twice counts once. It ends by itself only where asking again cannot help.
 */
public final class TailSource implements IngestRun.Source, AutoCloseable {

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

  /** A listing is in order of begins; in pieces, ends are out of order by no more than this. */
  private static final Duration PIECE = Duration.ofMinutes(2);

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private static final int LISTINGS_PER_MINUTE = 60;

  /** As many left out entries a listing can fetch without leaving out others meanwhile. */
  private static final long FETCHED = 20L * LoggingSource.PAGE;

  private final LoggingSource logging;
  private final String filter;
  private final Inlet inlet;
  private final InHand inHand;
  private final Clock clock;
  private final Pause pause;
  private final Listener listener;
  private final Pace pace = new Pace(LISTINGS_PER_MINUTE);
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Thread thread = Thread.ofPlatform().name("log-tail").unstarted(this::run);

  private volatile boolean closing;
  private volatile boolean alive;

  /** How often it was told to bring entries; 0 while it is to bring none. */
  private volatile int asked;

  private int lastAsked;
  private int failures;

  /** Everything received before this was handed on. */
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
      Inlet inlet,
      Instant since,
      Clock clock,
      Pause pause,
      Listener listener) {
    this.logging = logging;
    this.filter = filter;
    this.inlet = inlet;
    this.inHand = new InHand(settings.get(Settings.INGEST_OUTSTANDING_MESSAGES));
    this.received = since;
    this.unsettledFrom = since;
    this.clock = clock;
    this.pause = pause;
    this.listener = listener;
  }

  /** Done when it has stopped: with the failure, if one stopped it. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public synchronized void resume() {
    asked = ++lastAsked;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    notifyAll();
  }

  @Override
  public synchronized void pause() {
    asked = 0;
  }

  private void run() {
    try {
      for (int now = awaitAsked(); !closing; now = awaitAsked()) {
        try (LiveSource live = logging.tail(filter)) {
          connect();
          follow(live, now);
        } catch (ApiFailure e) {
          interrupted(e);
        } finally {
          alive = false;
        }
      }
      done.complete(null);
    } catch (InterruptedException e) {
      done.complete(null); // nobody here does that
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private synchronized int awaitAsked() throws InterruptedException {
    while (asked == 0 && !closing) {
      wait();
    }
    return asked;
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
    Instant returned = inHand.returned();
    if (returned != null && returned.isBefore(from)) {
      from = returned;
    }
    unsettledFrom = from;
    long missed = fill(from, now.plus(SETTLING));
    // What was received just now may not be listed yet.
    Instant unsure = now.minus(OVERLAP);
    unsettledFrom = unsure.isAfter(from) ? unsure : from;
    settledAt = now.plus(SETTLING);
    alive = true;
    listener.connected(missed);
  }

  private void follow(LiveSource live, int session) throws InterruptedException {
    while (!closing && asked == session) {
      Entries entries = live.poll(PATIENCE);
      if (entries != null) {
        failures = 0;
        if (!entries.suppressed().isEmpty()) {
          suppressed(entries.suppressed());
        }
        handOn(entries);
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
    long count = 0;
    for (Instant at = from; at.isBefore(to) && !closing; at = at.plus(PIECE)) {
      Instant end = at.plus(PIECE);
      count += list(at, end.isBefore(to) ? end : to);
    }
    return count;
  }

  private long list(Instant from, Instant to) throws InterruptedException {
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
      handOn(entries);
      count += entries.count();
      page = entries.nextPage();
    } while (!page.isEmpty() && !closing);
    return count;
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private void handOn(Entries entries) throws InterruptedException {
    for (Entries.Entry entry : entries.entries()) {
      while (!inHand.take(PATIENCE)) {
        if (closing) {
          return;
        }
      }
      inlet.receive(
          entry.json(),
          entry.where(),
          nanos(entry.received()) / 1_000,
          inHand.receipt(entry.received()));
      if (entry.received().isAfter(received)) {
        received = entry.received();
      }
    }
  }

  /** Ends when what is in hand is handed on. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
