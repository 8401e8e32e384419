// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Documents as they are asked for, each read once for as long as the warehouse stays as it is. Few
 * are read at a time, and what is kept is bounded, so many readers cost little more than one.
 */
public final class ReportStore {

  private static final int READ_AT_A_TIME = 2;
  private static final Set<String> TELL_TIME = Set.of("overview", "coverage");
  private static final long MOST_BYTES = 32L << 20;

  private final Supplier<Documents> documents;
  private final Supplier<WarehouseReader> readers;
  private final Duration poll;
  private final Supplier<@Nullable Instant> clock;
  private final Semaphore reading = new Semaphore(READ_AT_A_TIME, true);
  private final LinkedHashMap<Key, Answer> kept = new LinkedHashMap<>(64, 0.75f, true);
  private long keptBytes;
  private String version = "";
  private long versionNanos;

  private record Key(String path, AskedRange range, String version, @Nullable Instant now) {}

  /**
   * @param readers each closed when a document is read
   * @param poll how old the knowledge may be that nothing has changed
   * @param clock of what comes in; gives null where that is not the time of day, as in a recording
   */
  public ReportStore(
      Documents documents,
      Supplier<WarehouseReader> readers,
      Duration poll,
      Supplier<@Nullable Instant> clock) {
    this(() -> documents, readers, poll, clock);
  }

  /**
   * The same, of documents that change with time: how far back they look may go with the day.
   *
   * @param documents asked for each time that one is read
   */
  public ReportStore(
      Supplier<Documents> documents,
      Supplier<WarehouseReader> readers,
      Duration poll,
      Supplier<@Nullable Instant> clock) {
    this.documents = documents;
    this.readers = readers;
    this.poll = poll;
    this.clock = clock;
  }

  Duration poll() {
    return poll;
  }

  /** Empty where there is no such document. */
  Optional<Answer> document(String path, AskedRange range) {
    // How far behind it is, is a matter of minutes: within one, what tells it stays the same.
    Instant time = clock.get();
    Instant now = time == null ? null : time.truncatedTo(ChronoUnit.MINUTES);
    Key key = new Key(path, range, version(), TELL_TIME.contains(path) ? now : null);
    Optional<Answer> known = kept(key);
    if (known.isPresent()) {
      return known;
    }
    reading.acquireUninterruptibly();
    try {
      Optional<Answer> meanwhile = kept(key);
      if (meanwhile.isPresent()) {
        return meanwhile;
      }
      try (WarehouseReader reader = readers.get()) {
        Optional<Answer> answer =
            documents
                .get()
                .read(reader, path, range, now)
                .map(json -> Answer.of("application/json", json));
        answer.ifPresent(each -> keep(key, each));
        return answer;
      }
    } finally {
      reading.release();
    }
  }

  /** Another one whenever rows came in, not much later than that. */
  String version() {
    synchronized (kept) {
      long now = System.nanoTime();
      if (!version.isEmpty() && now - versionNanos < poll.toNanos()) {
        return version;
      }
      try (WarehouseReader reader = readers.get()) {
        version = reader.version();
        versionNanos = System.nanoTime();
        return version;
      }
    }
  }

  /** The end of the newest minute, milliseconds. */
  long newest() {
    try (WarehouseReader reader = readers.get()) {
      return Extent.read(reader, documents.get().since()).newestMinute() * Range.MILLIS;
    }
  }

  /** What only one reader can answer, such as an export that is written as it is read. */
  WarehouseReader reader() {
    return readers.get();
  }

  Documents documents() {
    return documents.get();
  }

  private Optional<Answer> kept(Key key) {
    synchronized (kept) {
      return Optional.ofNullable(kept.get(key));
    }
  }

  private void keep(Key key, Answer answer) {
    synchronized (kept) {
      Answer before = kept.put(key, answer);
      keptBytes += answer.zipped().length - (before == null ? 0 : before.zipped().length);
      Iterator<Map.Entry<Key, Answer>> oldest = kept.entrySet().iterator();
      while (keptBytes > MOST_BYTES && oldest.hasNext()) {
        keptBytes -= oldest.next().getValue().zipped().length;
        oldest.remove();
      }
    }
  }
}
