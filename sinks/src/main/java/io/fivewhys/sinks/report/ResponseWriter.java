// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a client, broken off when it has taken nothing for a while. A write that does not
 * end is interrupted, which closes the connection: to close it from outside would wait for the
 * write.
 */
final class ResponseWriter extends OutputStream {

  /** Little enough that a slow line takes it in time. */
  private static final int PIECE_BYTES = 4_096;

  private static final int LOOKS = 4;

  private final OutputStream out;
  private final long patienceNanos;
  private final Future<?> watch;
  private long begunNanos;
  private boolean brokenOff;
  private @Nullable Thread writing;

  /**
   * @param out not closed when writing failed: its end would make what came so far look whole
   */
  ResponseWriter(OutputStream out, Duration patience, ScheduledExecutorService watches) {
    this.out = out;
    this.patienceNanos = patience.toNanos();
    long every = Math.max(1, patienceNanos / LOOKS);
    this.watch = watches.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += PIECE_BYTES) {
      int from = offset + done;
      int count = Math.min(PIECE_BYTES, length - done);
      watched(() -> out.write(bytes, from, count));
    }
  }

  @Override
  public void flush() throws IOException {
    watched(out::flush);
  }

  /** All has been written. */
  @Override
  public void close() throws IOException {
    watched(out::close);
    stop();
  }

  /** Without an end where there was none. */
  void stop() {
    watch.cancel(false);
  }

  private interface Step {
    void run() throws IOException;
  }

  private void watched(Step step) throws IOException {
    begin();
    try {
      step.run();
    } finally {
      end();
    }
  }

  private synchronized void begin() throws IOException {
    if (brokenOff) {
      throw new IOException("the client took nothing for too long");
    }
    begunNanos = System.nanoTime();
    writing = Thread.currentThread();
  }

  /** The interrupt was for this write; whoever uses the thread next knows nothing of it. */
  private synchronized void end() {
    writing = null;
    if (brokenOff) {
      Thread.interrupted();
    }
  }

  private synchronized void look() {
    if (writing != null && !brokenOff && System.nanoTime() - begunNanos > patienceNanos) {
      brokenOff = true;
      writing.interrupt();
    }
  }
}
