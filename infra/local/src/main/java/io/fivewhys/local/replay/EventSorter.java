// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings recorded events into the order of event time; ties go by their bytes. So the order no
 * longer depends on how an export was ordered (newest first is what {@code gcloud logging read}
 * gives) or cut into files. Sorts in memory up to a bound, then on disk.
 */
final class EventSorter implements Closeable {

  /**
   * An event of the recording: topic key, encoded event, event time in nanoseconds since the epoch.
   */
  record Recorded(long timeNanos, byte[] key, byte[] event) {}

  interface Visitor {
    void visit(Recorded event) throws IOException;
  }

  private static final Comparator<Recorded> ORDER =
      Comparator.comparingLong(Recorded::timeNanos)
          .thenComparing(Recorded::event, Arrays::compareUnsigned);

  /** Heap that an event takes besides its bytes; the key is shared. */
  private static final int OVERHEAD_BYTES = 80;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path directory;
  private final long memoryBytes;
  private final List<Path> runs = new ArrayList<>();
  private List<Recorded> buffered = new ArrayList<>();
  private long bufferedBytes;

  /**
   * @param directory for what does not fit into memory
   * @param memoryBytes how much may be held in memory
   */
  EventSorter(Path directory, long memoryBytes) {
    this.directory = directory;
    this.memoryBytes = memoryBytes;
  }

  void add(Recorded event) throws IOException {
    buffered.add(event);
    bufferedBytes += event.event().length + OVERHEAD_BYTES;
    if (bufferedBytes >= memoryBytes) {
      spill();
    }
  }

  /** Visits every event added, in order. To be called when all are added, as often as needed. */
  void forEach(Visitor visitor) throws IOException {
    buffered.sort(ORDER);
    if (runs.isEmpty()) {
      for (Recorded event : buffered) {
        visitor.visit(event);
      }
      return;
    }
    merge(visitor);
  }

  private void merge(Visitor visitor) throws IOException {
    PriorityQueue<Run> heads = new PriorityQueue<>(Comparator.comparing(Run::head, ORDER));
    List<Run> open = new ArrayList<>();
    try {
      spill();
      for (Path file : runs) {
        Run run = new Run(file);
        open.add(run);
        if (run.advance()) {
          heads.add(run);
        }
      }
      while (!heads.isEmpty()) {
        Run first = heads.remove();
        visitor.visit(first.head());
        if (first.advance()) {
          heads.add(first);
        }
      }
    } finally {
      for (Run run : open) {
        run.close();
      }
    }
  }

  private void spill() throws IOException {
    if (buffered.isEmpty()) {
      return;
    }
    buffered.sort(ORDER);
    Path file = Files.createTempFile(directory, "run", ".events");
    runs.add(file);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      for (Recorded event : buffered) {
        out.writeLong(event.timeNanos());
        out.writeInt(event.key().length);
        out.write(event.key());
        out.writeInt(event.event().length);
        out.write(event.event());
      }
      out.writeLong(0);
      out.writeInt(-1); // no key is that short: the end
    }
    buffered = new ArrayList<>();
    bufferedBytes = 0;
  }

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }

  /** One sorted file, read from its begin to its end. */
  private static final class Run implements Closeable {
    private final DataInputStream in;
    private Recorded head = new Recorded(0, new byte[0], new byte[0]);

    Run(Path file) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    Recorded head() {
      return head;
    }

    boolean advance() throws IOException {
      long timeNanos = in.readLong();
      int keyLength = in.readInt();
      if (keyLength < 0) {
        return false;
      }
      byte[] key = in.readNBytes(keyLength);
      head = new Recorded(timeNanos, key, in.readNBytes(in.readInt()));
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
