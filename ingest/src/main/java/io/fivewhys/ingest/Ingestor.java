// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.io.InputStream;

/**
 * The one path from a stream to the event log: split, decode, encode, append. What is appended, and
 * in which order, depends on the stream alone, whatever the number of threads.
 */
public final class Ingestor implements AutoCloseable {

  /** Called now and then, on the thread that ingests. */
  @FunctionalInterface
  public interface Progress {

    /**
     * @param entries read from this stream so far
     * @param bytes of this stream so far, unpacked
     */
    void at(long entries, long bytes);
  }

  private final EventLog log;
  private final int entryBytes;
  private final BatchProcessor processor;

  /**
   * @param threads that decode; with 1 the calling thread does
   */
  public Ingestor(Settings settings, EventLog log, int threads) {
    this.log = log;
    this.entryBytes = settings.get(Settings.ENTRY_BYTES);
    this.processor = new BatchProcessor(settings, threads);
  }

  public IngestCounts ingest(String source, InputStream in) throws IOException {
    return ingest(source, in, (entries, bytes) -> {});
  }

  /**
   * Reads the stream to its end, and does not close it.
   *
   * @param source its name, for what is rejected
   * @throws IOException when the stream cannot be read; what was read before is in the log
   * @throws IllegalStateException when not every entry found was accounted for
   */
  public IngestCounts ingest(String source, InputStream in, Progress progress) throws IOException {
    IngestCounts counts = new IngestCounts();
    EntrySplitter splitter = new EntrySplitter(in, entryBytes);
    boolean more = true;
    while (more) {
      EntryBatch batch = processor.batch();
      while (batch.byteCount() < BatchProcessor.BATCH_BYTES && (more = splitter.next())) {
        batch.add(splitter);
      }
      processor.submit(batch, source);
      drain(more ? processor.capacity() : 0, counts);
      counts.readTo(splitter.handedOut(), splitter.bytesRead());
      progress.at(counts.read(), splitter.bytesRead());
    }
    counts.requireBalance();
    return counts;
  }

  /** Appends in the order of the stream until no more batches than that are under way. */
  private void drain(int underWay, IngestCounts counts) {
    while (processor.underWay() > underWay) {
      DecodedBatch decoded = processor.take();
      decoded.appendTo(log);
      counts.add(decoded.counts());
    }
  }

  @Override
  public void close() {
    processor.close();
  }
}
