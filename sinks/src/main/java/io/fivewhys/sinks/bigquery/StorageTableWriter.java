// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.api.core.ApiFuture;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.Exceptions.AppendSerializationError;
import com.google.cloud.bigquery.storage.v1.Exceptions.OffsetAlreadyExists;
import com.google.cloud.bigquery.storage.v1.Exceptions.OffsetOutOfRange;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamFinalizedException;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamNotFound;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamWriterClosedException;
import com.google.cloud.bigquery.storage.v1.ProtoRows;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.protobuf.ByteString;
import io.fivewhys.warehouse.Table;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table's rows into one COMMITTED stream, each request with the offset of its first row, a few
 * requests on their way at a time. The server refuses an offset it already has, so sending again is
 * always safe, and after any failure everything not yet acknowledged is sent again.
 */
final class StorageTableWriter implements TableWriter {

  private static final Logger LOG = LoggerFactory.getLogger(StorageTableWriter.class);

  /** The service takes 10 MB a request, all included. */
  private static final int REQUEST_BYTES = 9_000_000;

  private static final int REQUEST_ROWS = 2_000;
  private static final int REQUESTS_IN_FLIGHT = 4;

  /** Failures in a row, none of them with progress, before giving up. */
  private static final int ATTEMPTS = 5;

  /** Rows that wait to be sent or acknowledged; number as in {@link StreamPosition}. */
  private record Pending(long number, List<@Nullable Object> values, ByteString bytes) {}

  private record Request(long offset, List<Pending> rows, ApiFuture<AppendRowsResponse> response) {}

  private record Refusal(List<@Nullable Object> values, String reason) {}

  private final StorageWarehouseWriter warehouse;
  private final Table table;
  private final TableProto proto;
  private final ProtoSchema schema;
  private final StreamProgress progress;
  private final RefusedRows refusedRows;
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final Deque<Request> inFlight = new ArrayDeque<>();
  private final TreeMap<Long, Refusal> refusals = new TreeMap<>();
  private int waitingBytes;
  private long nextNumber;
  private long nextOffset;
  private int failures;
  private @Nullable StreamPosition position;
  private @Nullable StreamWriter writer;

  StorageTableWriter(
      StorageWarehouseWriter warehouse,
      Table table,
      StreamProgress progress,
      RefusedRows refusedRows) {
    this.warehouse = warehouse;
    this.table = table;
    this.proto = TableProto.of(table);
    this.schema = ProtoSchema.newBuilder().setProtoDescriptor(proto.descriptor()).build();
    this.progress = progress;
    this.refusedRows = refusedRows;
  }

  @Override
  public void append(List<@Nullable Object> values) {
    StreamPosition saved = position();
    long number = nextNumber++;
    if (saved.refused().contains(number)) {
      refusals.put(number, new Refusal(values, "refused by the warehouse before a restart"));
      return;
    }
    ByteString bytes;
    try {
      bytes = proto.encode(values);
    } catch (IllegalArgumentException e) {
      refusals.put(number, new Refusal(values, String.valueOf(e.getMessage())));
      return;
    }
    if (bytes.size() > REQUEST_BYTES) {
      refusals.put(number, new Refusal(values, "row of " + bytes.size() + " bytes"));
    } else if (number >= saved.done()) {
      waiting.addLast(new Pending(number, values, bytes));
      waitingBytes += bytes.size();
      if (waiting.size() >= REQUEST_ROWS || waitingBytes >= REQUEST_BYTES) {
        send();
      }
    }
  }

  @Override
  public StreamPosition flush() {
    while (!waiting.isEmpty() || !inFlight.isEmpty()) {
      if (waiting.isEmpty()) {
        settle();
      } else {
        send();
      }
    }
    refusals
        .values()
        .forEach(
            refusal -> refusedRows.refused(new Row(table, refusal.values()), refusal.reason()));
    refusals.clear();
    StreamPosition reached = position().after(nextNumber, nextOffset);
    nextNumber = 0;
    position = reached;
    return reached;
  }

  @Override
  public void close() {
    disconnect();
    warehouse.closed(this);
  }

  private void disconnect() {
    StreamWriter closing = writer;
    writer = null;
    if (closing != null) {
      warehouse.release(closing);
    }
  }

  /** A stream is made, and remembered, before anything is appended to it. */
  private StreamPosition position() {
    StreamPosition known = position;
    if (known == null) {
      known = progress.load();
      if (known == null) {
        known = StreamPosition.at(warehouse.createStream(table), 0);
        progress.save(known);
      }
      position = known;
      nextOffset = known.nextRow();
    }
    return known;
  }

  private void send() {
    if (inFlight.size() >= REQUESTS_IN_FLIGHT) {
      settle();
      return;
    }
    List<Pending> rows = new ArrayList<>();
    ProtoRows.Builder request = ProtoRows.newBuilder();
    int bytes = 0;
    while (!waiting.isEmpty()
        && rows.size() < REQUEST_ROWS
        && bytes + waiting.getFirst().bytes().size() <= REQUEST_BYTES) {
      Pending row = waiting.removeFirst();
      rows.add(row);
      request.addSerializedRows(row.bytes());
      bytes += row.bytes().size();
    }
    waitingBytes -= bytes;
    StreamWriter open = writer;
    if (open == null) {
      open = warehouse.open(table, position().stream(), schema);
      writer = open;
    }
    inFlight.addLast(new Request(nextOffset, rows, open.append(request.build(), nextOffset)));
    nextOffset += rows.size();
  }

  /** Waits for the oldest request. */
  private void settle() {
    Request oldest = inFlight.getFirst();
    Throwable failure = outcome(oldest);
    if (failure == null) {
      inFlight.removeFirst();
      failures = 0;
    } else {
      takeBack();
      recover(oldest, failure);
    }
  }

  /**
   * Everything on its way waits again, from the oldest request's offset on. None of it is on its
   * way any more afterwards, or the offsets to come could be overtaken.
   */
  private void takeBack() {
    nextOffset = inFlight.getFirst().offset();
    while (!inFlight.isEmpty()) {
      Request request = inFlight.removeLast();
      outcome(request);
      for (int i = request.rows().size() - 1; i >= 0; i--) {
        waiting.addFirst(request.rows().get(i));
        waitingBytes += request.rows().get(i).bytes().size();
      }
    }
  }

  private void recover(Request failed, Throwable failure) {
    failures++;
    if (failures > ATTEMPTS) {
      throw failed(failed, failure);
    }
    switch (failure) {
      case OffsetAlreadyExists exists when exists.getExpectedOffset() > failed.offset() ->
          skip(exists.getExpectedOffset() - failed.offset());
      case AppendSerializationError error when !error.getRowIndexToErrorMessage().isEmpty() ->
          refuse(failed, error.getRowIndexToErrorMessage());
      case OffsetOutOfRange outOfRange -> throw lostPlace(failed, outOfRange);
      case StreamFinalizedException finalized -> {
        long rows = warehouse.finalizeStream(table, position().stream());
        if (rows < failed.offset()) {
          throw lostPlace(failed, finalized);
        }
        skip(rows - failed.offset());
        if (waiting.isEmpty()) {
          // It may hold more than what was read again so far: only it knows how much.
          disconnect();
        } else {
          moveToNewStream("is finalized at row " + rows);
        }
      }
      case StreamNotFound gone ->
          // A stream is dropped after three days without a row, long after the last row was saved.
          moveToNewStream("is gone");
      case Throwable other -> retry(failed, other);
    }
  }

  private void skip(long rows) {
    for (long i = 0; i < rows && !waiting.isEmpty(); i++) {
      waitingBytes -= waiting.removeFirst().bytes().size();
      nextOffset++;
      failures = 0;
    }
  }

  /** Which rows are refused is saved first: a restart must number the others as we do now. */
  private void refuse(Request failed, Map<Integer, String> reasons) {
    List<Long> numbers =
        reasons.keySet().stream().map(index -> failed.rows().get(index).number()).toList();
    StreamPosition refusing = position().refusing(numbers);
    progress.save(refusing);
    position = refusing;
    failures = 0;
    reasons.forEach((index, reason) -> {
      Pending row = failed.rows().get(index);
      refusals.put(row.number(), new Refusal(row.values(), reason));
    });
    for (Iterator<Pending> rows = waiting.iterator(); rows.hasNext(); ) {
      Pending row = rows.next();
      if (refusals.containsKey(row.number())) {
        rows.remove();
        waitingBytes -= row.bytes().size();
      }
    }
  }

  private void moveToNewStream(String why) {
    StreamPosition old = position();
    long done = waiting.isEmpty() ? nextNumber : waiting.getFirst().number();
    StreamPosition moved =
        new StreamPosition(warehouse.createStream(table), 0, done, old.refused());
    LOG.warn("Stream {} of {} {}, going on in a new one", old.stream(), table.name(), why);
    disconnect();
    progress.save(moved);
    position = moved;
    nextOffset = 0;
  }

  private void retry(Request failed, Throwable failure) {
    if (!mayPass(failure)) {
      throw failed(failed, failure);
    }
    LOG.warn("{} failed, sending again: {}", what(failed), failure.getMessage());
    disconnect();
  }

  /** A closed writer never opens again; the rest is what the service calls transient. */
  private static boolean mayPass(Throwable failure) {
    if (failure instanceof StreamWriterClosedException) {
      return true;
    }
    return switch (Status.fromThrowable(failure).getCode()) {
      case ABORTED,
          UNAVAILABLE,
          CANCELLED,
          INTERNAL,
          DEADLINE_EXCEEDED,
          UNKNOWN,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION ->
          true;
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }

  private WarehouseException failed(Request request, Throwable failure) {
    return WarehouseException.failed(what(request) + " failed: " + failure.getMessage(), failure);
  }

  private WarehouseException lostPlace(Request request, Throwable failure) {
    return WarehouseException.lostPlace(
        what(request) + " is past its end: it holds less than was saved", failure);
  }

  private String what(Request request) {
    return "append of "
        + request.rows().size()
        + " rows at row "
        + request.offset()
        + " of stream "
        + position().stream()
        + " of table "
        + table.name();
  }

  private static @Nullable Throwable outcome(Request request) {
    try {
      request.response().get();
      return null;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e : cause;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WarehouseException.failed("interrupted while rows were on their way", e);
    }
  }
}
