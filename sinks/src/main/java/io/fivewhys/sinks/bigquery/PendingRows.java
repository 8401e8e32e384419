// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one write stream from when they come until the stream has them: which wait, which are
 * on their way and at what offsets, which are refused. Plain bookkeeping: what it says depends on
 * the rows and the answers, never on when a batch ended.
 */
final class PendingRows {

  /** The service takes 10 MB a request, all included. */
  static final int REQUEST_BYTES = 9_000_000;

  /** Sent at about this size: requests overlap, and one that fails takes little with it. */
  static final int FULL_BYTES = 1_000_000;

  /** A row; its number as in {@link StreamPosition}. */
  record Pending(long number, List<@Nullable Object> values, ByteString bytes) {}

  /** Rows that go together, the first one at {@code offset}. */
  record Request(long offset, List<Pending> rows) {}

  record Refusal(List<@Nullable Object> values, String reason) {}

  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final Deque<Request> sent = new ArrayDeque<>();
  private final TreeMap<Long, Refusal> refusals = new TreeMap<>();
  private StreamPosition position;
  private long nextNumber;

  /** Of the first row that waits. */
  private long nextOffset;

  private long waitingBytes;

  /**
   * @param position as saved
   */
  PendingRows(StreamPosition position) {
    this.position = position;
    this.nextOffset = position.nextRow();
  }

  /** As saved, or to be: of the place of the source that the numbers count from. */
  StreamPosition position() {
    return position;
  }

  /** Takes a row, unless it landed before or is refused. */
  void add(List<@Nullable Object> values, Function<List<@Nullable Object>, ByteString> encoding) {
    long number = nextNumber++;
    if (position.refuses(number)) {
      refusals.put(number, new Refusal(values, "refused by the warehouse before a restart"));
      return;
    }
    ByteString bytes;
    try {
      bytes = encoding.apply(values);
    } catch (IllegalArgumentException e) {
      refusals.put(number, new Refusal(values, String.valueOf(e.getMessage())));
      return;
    }
    if (bytes.size() > REQUEST_BYTES) {
      refusals.put(number, new Refusal(values, "row of " + bytes.size() + " bytes"));
    } else if (number >= position.done()) {
      waiting.addLast(new Pending(number, values, bytes));
      waitingBytes += bytes.size();
    }
  }

  /** Whether enough rows wait for a request. */
  boolean full() {
    return waitingBytes >= FULL_BYTES;
  }

  boolean waits() {
    return !waiting.isEmpty();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && sent.isEmpty();
  }

  /** The first rows that wait, on their way from now on. */
  Request send() {
    List<Pending> rows = new ArrayList<>();
    long bytes = 0;
    do {
      Pending row = waiting.removeFirst();
      rows.add(row);
      bytes += row.bytes().size();
    } while (bytes < FULL_BYTES
        && !waiting.isEmpty()
        && bytes + waiting.getFirst().bytes().size() <= REQUEST_BYTES);
    waitingBytes -= bytes;
    Request request = new Request(nextOffset, rows);
    nextOffset += rows.size();
    sent.addLast(request);
    return request;
  }

  /** The stream has the oldest request. */
  void landed() {
    sent.removeFirst();
  }

  /** Everything on its way waits again, the oldest request's first row first. */
  void takeBack() {
    while (!sent.isEmpty()) {
      Request request = sent.removeLast();
      nextOffset = request.offset();
      for (int i = request.rows().size() - 1; i >= 0; i--) {
        waiting.addFirst(request.rows().get(i));
        waitingBytes += request.rows().get(i).bytes().size();
      }
    }
  }

  /** The stream has so many of the first rows that wait already. */
  void skip(long rows) {
    for (long i = 0; i < rows && !waiting.isEmpty(); i++) {
      waitingBytes -= waiting.removeFirst().bytes().size();
      nextOffset++;
    }
  }

  /** The position to save before anything is sent again: a restart must number rows as we do. */
  StreamPosition refusing(Request request, Collection<Integer> indexes) {
    return position.refusing(
        indexes.stream().map(index -> request.rows().get(index).number()).toList());
  }

  /** Drops rows of a request that was taken back, once {@link #refusing} is saved. */
  void refuse(Request request, Map<Integer, String> reasons) {
    position = refusing(request, reasons.keySet());
    TreeSet<Long> numbers = new TreeSet<>();
    reasons.forEach((index, reason) -> {
      Pending row = request.rows().get(index);
      numbers.add(row.number());
      refusals.put(row.number(), new Refusal(row.values(), reason));
      waitingBytes -= row.bytes().size();
    });
    waiting.removeIf(row -> numbers.contains(row.number()));
  }

  /** With nothing on its way: the position in another stream, empty, that takes what waits. */
  StreamPosition in(String stream) {
    return new StreamPosition(stream, 0, firstMissing(), position.refused());
  }

  void moved(StreamPosition elsewhere) {
    position = elsewhere;
    nextOffset = elsewhere.nextRow();
  }

  /** The position with what the stream has by now, the place of the source unchanged. */
  StreamPosition reached() {
    return new StreamPosition(
        position.stream(),
        sent.isEmpty() ? nextOffset : sent.getFirst().offset(),
        Math.max(position.done(), firstMissing()),
        position.refused());
  }

  private long firstMissing() {
    if (!sent.isEmpty()) {
      return sent.getFirst().rows().getFirst().number();
    }
    return waiting.isEmpty() ? nextNumber : waiting.getFirst().number();
  }

  /** In row order; not told again. */
  List<Refusal> takeRefusals() {
    List<Refusal> taken = List.copyOf(refusals.values());
    refusals.clear();
    return taken;
  }

  /** With nothing pending: the place of the source is here now, and numbers count from it. */
  StreamPosition settle() {
    position = position.after(nextNumber, nextOffset);
    nextNumber = 0;
    return position;
  }
}
