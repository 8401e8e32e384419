// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.Settings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decodes batches on some threads and gives them back in the order they came. One thread submits
 * and takes.
 */
final class BatchProcessor implements AutoCloseable {

  /** Bytes of entries after which a batch is full. */
  static final int BATCH_BYTES = 1 << 18;

  private static final int BATCHES_PER_THREAD = 2;

  private final Settings settings;
  private final int threads;
  private final ExecutorService executor;
  private final ThreadLocal<BatchDecoder> decoders;
  private final BatchDecoder own;
  private final Deque<Task> underWay = new ArrayDeque<>();
  private final Deque<EntryBatch> free = new ArrayDeque<>();

  private record Task(EntryBatch batch, Future<DecodedBatch> decoded) {}

  BatchProcessor(Settings settings, int threads) {
    this.settings = settings;
    this.threads = threads;
    this.own = new BatchDecoder(settings);
    this.decoders = ThreadLocal.withInitial(() -> new BatchDecoder(this.settings));
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            Math.max(1, threads),
            task -> {
              Thread thread = new Thread(task, "fivewhys-decode-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** An empty batch, one that was taken if there is one. */
  EntryBatch batch() {
    EntryBatch used = free.poll();
    if (used == null) {
      return new EntryBatch(BATCH_BYTES + (BATCH_BYTES >> 2));
    }
    used.clear();
    return used;
  }

  void submit(EntryBatch batch, String source) {
    underWay.add(
        new Task(
            batch,
            threads <= 1
                ? CompletableFuture.completedFuture(own.decode(batch, source))
                : executor.submit(() -> decoders.get().decode(batch, source))));
  }

  /** Batches worth having under way. */
  int capacity() {
    return threads <= 1 ? 0 : threads * BATCHES_PER_THREAD;
  }

  int underWay() {
    return underWay.size();
  }

  /** The batch submitted first of those under way; waits for it. */
  DecodedBatch take() {
    try {
      Task task = underWay.remove();
      DecodedBatch decoded = task.decoded.get();
      free.add(task.batch);
      return decoded;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while decoding", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("decoding failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
