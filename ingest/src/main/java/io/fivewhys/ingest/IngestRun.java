// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.KafkaEventLog.NotDurableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of live entries into the log: decoded on the threads that bring them, brought into order,
 * appended by a thread of its own, and acknowledged once they are durable. While the log is out of
 * reach everything in hand is given back, and the source is asked to wait.
 */
public final class IngestRun implements AutoCloseable {

  /** The source of the entries, as this stands to it. */
  public interface Source {

    /** Whether it can be reached; time in which it cannot is no silence. */
    boolean isAlive();

    /** Brings entries from now on, or again. */
    void resume();

    /** Brings none any more; what it has brought may be brought again. Returns once it is so. */
    void pause();
  }

  private static final Logger LOG = LoggerFactory.getLogger(IngestRun.class);

  private static final byte[] NOTHING = {};
  private static final Duration STEP = Duration.ofMillis(20);
  private static final long BEAT_MILLIS = 1_000;
  private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** What is to be done with the log. */
  private interface Step {
    void on(KafkaEventLog log);
  }

  private final Supplier<KafkaEventLog> logs;

  /** So long another process's messages may take to come back; they are to come first. */
  private final Duration takeover;

  private final ThreadLocal<EntryDecoder> decoders;
  private final Thread thread = new Thread(this::run, "ingest");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closed = lock.newCondition();
  private final IngestCounts counts = new IngestCounts();
  private final Sequencer sequencer;
  private final List<Step> steps = new ArrayList<>();

  /** To be told when the steps are durable. */
  private final List<Receipt> receipts = new ArrayList<>();

  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private @Nullable Source source;
  private boolean taking;
  private boolean closing;
  private volatile String outage = "not started yet";
  private volatile String broken = "";
  private volatile boolean flushing;
  private volatile long flushingSince;
  private long beatMillis;

  /**
   * @param logs opens the log; again after an outage
   */
  public IngestRun(Settings settings, Supplier<KafkaEventLog> logs) {
    this.logs = logs;
    this.takeover = settings.get(Settings.INGEST_TAKEOVER);
    this.decoders = ThreadLocal.withInitial(() -> new EntryDecoder(settings));
    this.sequencer = new Sequencer(settings);
  }

  public IngestRun start(Source entries) {
    source = entries;
    outage = "Entries that another process had taken are left to come back first, for " + takeover;
    thread.start();
    return this;
  }

  /**
   * @param entry a log entry in JSON, or a push request with one in it
   * @param where the entry comes from, and would come from again: names it for good
   * @param publishedMicros when it was published there
   */
  public void receive(byte[] entry, String where, long publishedMicros, Receipt receipt) {
    DecodedEntry decoded = decode(entry, where, publishedMicros);
    // Not under the lock: masking takes its time.
    byte[] original = decoded instanceof DecodedEntry.Reject ? original(entry) : NOTHING;
    lock.lock();
    try {
      if (!taking) {
        receipt.failed();
        return;
      }
      switch (decoded) {
        case DecodedEntry.Event event -> sequencer.add(event, receipt, System.nanoTime());
        case DecodedEntry.Reject reject ->
            add(decoded, log -> log.reject(reject.entry(), publishedMicros, original), receipt);
        case DecodedEntry.Ignored ignored -> add(decoded, log -> {}, receipt);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What blows the decoder up, a fault of ours, would come again for ever: it is set aside. */
  private DecodedEntry decode(byte[] entry, String where, long publishedMicros) {
    try {
      return decoders.get().decode(entry, () -> where, publishedMicros * 1_000);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("An entry cannot be decoded, a fault of fivewhys; {} is set aside", where, e);
      return EntryDecoder.rejected(
          "decoder_failed", "a fault of fivewhys", entry, 0, entry.length, () -> where);
    }
  }

  private void add(DecodedEntry entry, Step step, Receipt receipt) {
    counts.read(entry);
    steps.add(step);
    receipts.add(receipt);
  }

  /**
   * Entries may have been lost on the way, which will come again later: so that they come first,
   * everything is taken again.
   *
   * @param why a sentence
   */
  public void restart(String why) {
    broken = why;
  }

  private static byte[] original(byte[] entry) {
    return Redaction.redactStrictly(new String(entry, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A copy of what has become of the entries so far. */
  public IngestCounts counts() {
    lock.lock();
    try {
      IngestCounts copy = new IngestCounts();
      copy.add(counts);
      return copy;
    } finally {
      lock.unlock();
    }
  }

  /** Events held back for their order. */
  public int held() {
    lock.lock();
    try {
      return sequencer.held();
    } finally {
      lock.unlock();
    }
  }

  /** Done when it has stopped by itself: with the failure, if one stopped it. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** Why nothing gets into the log; empty while it does. */
  public String outage() {
    long waited = System.nanoTime() - flushingSince;
    return flushing && outage.isEmpty() && waited > SLOW_NANOS
        ? "Kafka has not confirmed what was sent " + Duration.ofNanos(waited).toSeconds() + " s ago"
        : outage;
  }

  /** What is appended becomes durable and is acknowledged; what is held back is given back. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      closed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Duration pause = FIRST_PAUSE;
      while (!isClosing()) {
        await(takeover);
        long began = System.nanoTime();
        try (KafkaEventLog log = logs.get()) {
          log.awaitReachable();
          begin();
          while (!isClosing()) {
            pass(log);
          }
        } catch (NotDurableException | BrokenSourceException | KafkaException e) {
          outage = String.valueOf(e.getMessage());
          LOG.warn("Giving back what is in hand, to take it again in a while: {}", outage);
          giveBack();
          boolean soon = System.nanoTime() - began < LONGEST_PAUSE.toNanos();
          pause = soon ? longer(pause) : FIRST_PAUSE;
          await(pause);
        }
      }
      giveBack();
      done.complete(null);
    } catch (RuntimeException | Error e) {
      LOG.error("Ingest failed", e);
      done.completeExceptionally(e);
      giveBack();
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void begin() {
    if (isClosing()) {
      return;
    }
    broken = "";
    flushing = false;
    outage = "";
    take(true);
    source().resume();
  }

  private void pass(KafkaEventLog log) {
    if (!broken.isEmpty()) {
      throw new BrokenSourceException(broken);
    }
    List<Step> due;
    List<Receipt> durable;
    lock.lock();
    try {
      sequencer.release(System.nanoTime(), ordered);
      due = List.copyOf(steps);
      durable = List.copyOf(receipts);
      steps.clear();
    } finally {
      lock.unlock();
    }
    due.forEach(step -> step.on(log));
    long now = System.currentTimeMillis();
    boolean beats = now - beatMillis >= BEAT_MILLIS && source().isAlive();
    if (beats) {
      log.beat(now);
      beatMillis = now;
    }
    if (beats || !due.isEmpty()) {
      flushingSince = System.nanoTime();
      flushing = true;
      log.flush();
      flushing = false;
    }
    acknowledge(durable);
    await(STEP);
  }

  private void acknowledge(List<Receipt> durable) {
    lock.lock();
    try {
      receipts.subList(0, durable.size()).clear();
    } finally {
      lock.unlock();
    }
    durable.forEach(Receipt::durable);
  }

  private final Sequencer.Output ordered =
      new Sequencer.Output() {
        @Override
        public void append(DecodedEntry.Event event, Receipt receipt) {
          add(event, log -> log.append(event.key(), event.bytes(), event.timeNanos()), receipt);
        }

        @Override
        public void repeated(DecodedEntry.Event event, Receipt receipt) {
          counts.repeated();
          receipts.add(receipt);
        }

        @Override
        public void reach(String project, long nanos) {
          steps.add(log -> log.reach(project, nanos, System.currentTimeMillis()));
        }
      };

  /** The source brings it again when it is resumed. */
  private void giveBack() {
    take(false);
    List<Receipt> failed = new ArrayList<>();
    lock.lock();
    try {
      failed.addAll(receipts);
      failed.addAll(sequencer.clear());
      receipts.clear();
      steps.clear();
    } finally {
      lock.unlock();
    }
    failed.forEach(Receipt::failed);
    source().pause();
  }

  private void take(boolean take) {
    lock.lock();
    try {
      taking = take;
    } finally {
      lock.unlock();
    }
  }

  private Source source() {
    return Objects.requireNonNull(source, "not started");
  }

  private boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Or until it is closed. */
  private void await(Duration pause) {
    lock.lock();
    try {
      for (long left = pause.toNanos(); left > 0 && !closing; ) {
        left = closed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private static final class BrokenSourceException extends RuntimeException {
    BrokenSourceException(String message) {
      super(message);
    }
  }
}
