// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.LongHashSet;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the entries of the last minutes, to tell repeats. A repeat has its original's time, so
 * ids are kept by minute of event time and a minute is forgotten as a whole. They are saved in
 * chunks, each written once: eight bytes an entry. A false repeat needs two entries of one minute
 * with the same 64-bit hash.
 */
final class SeenIds {

  /** Most ids in a chunk: 256 KiB, well below what a broker takes in one message. */
  static final int CHUNK = 32 << 10;

  private final int maxIds;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private int size;

  /** The segment used last: entries come nearly in order. */
  private long lastMinute = Long.MIN_VALUE;

  private @Nullable Segment last;

  SeenIds(int maxIds) {
    this.maxIds = maxIds;
  }

  /** Whether the id is new; then it is remembered. */
  boolean add(long minute, long id) {
    Segment segment = last;
    if (segment == null || minute != lastMinute) {
      segment = segments.computeIfAbsent(minute, m -> new Segment());
      last = segment;
      lastMinute = minute;
    }
    if (!segment.ids.add(id)) {
      return false;
    }
    segment.unsaved.add(id);
    size++;
    return true;
  }

  /**
   * Forgets the minutes before {@code minute}, and of what is left the oldest while it is too much.
   *
   * @param removed told each forgotten chunk: minute and number
   */
  void forgetBefore(long minute, BiConsumer<Long, Integer> removed) {
    while (!segments.isEmpty()
        && (segments.firstKey() < minute || size > maxIds && segments.size() > 1)) {
      Map.Entry<Long, Segment> oldest = segments.pollFirstEntry();
      size -= oldest.getValue().ids.size();
      for (int chunk = 0; chunk < oldest.getValue().chunks; chunk++) {
        removed.accept(oldest.getKey(), chunk);
      }
    }
    last = null;
  }

  /** A chunk of ids not saved before, as big-endian longs. */
  interface ChunkWriter {
    void write(long minute, int chunk, byte[] ids);
  }

  void save(ChunkWriter writer) {
    segments.forEach((minute, segment) -> {
      for (int from = 0; from < segment.unsaved.size(); from += CHUNK) {
        writer.write(minute, segment.chunks++, bytes(segment.unsaved, from));
      }
      segment.unsaved.clear();
    });
  }

  /** Nothing will be saved. */
  void forgetUnsaved() {
    segments.values().forEach(segment -> segment.unsaved.clear());
  }

  void restore(long minute, int chunk, byte[] ids) {
    Segment segment = segments.computeIfAbsent(minute, m -> new Segment());
    segment.chunks = Math.max(segment.chunks, chunk + 1);
    ByteBuffer buffer = ByteBuffer.wrap(ids);
    while (buffer.hasRemaining()) {
      if (segment.ids.add(buffer.getLong())) {
        size++;
      }
    }
  }

  int size() {
    return size;
  }

  private static byte[] bytes(LongArrayList ids, int from) {
    int count = Math.min(CHUNK, ids.size() - from);
    ByteBuffer buffer = ByteBuffer.allocate(count * Long.BYTES);
    buffer.asLongBuffer().put(ids.buffer, from, count);
    return buffer.array();
  }

  private static final class Segment {
    final LongHashSet ids = new LongHashSet();
    final LongArrayList unsaved = new LongArrayList();
    int chunks;
  }
}
