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
import io.fivewhys.sinks.bigquery.PendingRows.Pending;
import io.fivewhys.sinks.bigquery.PendingRows.Request;
import io.fivewhys.sinks.bigquery.WarehouseException.Remedy;
import io.fivewhys.warehouse.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table's rows into one COMMITTED stream, each request with the offset of its first row, a few
 * requests on their way at a time. The server refuses an offset it already has, so sending again is
 * always safe, and after any failure everything not yet acknowledged is sent again.
 *
 * <p>The table may have columns that we do not know: they stay null. One that we know and it lacks
 * fails every append until it is there; each attempt is a new connection, which is what it takes to
 * see a new schema, so {@code StreamWriter.getUpdatedSchema} has nothing to add.
 *
 * <p>A stream is dropped after days without a row. Before another takes its place it is finalized:
 * should it be there after all, that tells exactly what it holds. When it is gone, rows are doubled
 * only if they landed and their position was never saved in all those days: if the process was
 * killed, or Kafka was out of reach, between an append and its commit, and nothing could be
 * appended for three days from then on.
 */
final class StorageTableWriter implements TableWriter {

  private static final Logger LOG = LoggerFactory.getLogger(StorageTableWriter.class);

  private static final int REQUESTS_IN_FLIGHT = 4;

  /** Failures in a row, none of them with progress, before giving up. */
  private static final int ATTEMPTS = 5;

  private record Answer(Request request, ApiFuture<AppendRowsResponse> response) {}

  private final StorageWarehouseWriter warehouse;
  private final Table table;
  private final TableProto proto;
  private final ProtoSchema schema;
  private final StreamProgress progress;
  private final RefusedRows refusedRows;
  private final Deque<Answer> awaited = new ArrayDeque<>();
  private int failures;
  private @Nullable PendingRows pending;
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
    PendingRows rows = rows();
    rows.add(values, proto::encode);
    while (rows.full()) {
      sendNext(rows);
    }
  }

  @Override
  public void send() {
    PendingRows rows = rows();
    while (rows.waits() && awaited.size() < REQUESTS_IN_FLIGHT) {
      sendNext(rows);
    }
  }

  @Override
  public StreamPosition flush() {
    PendingRows rows = rows();
    while (!rows.isEmpty()) {
      if (rows.waits()) {
        sendNext(rows);
      } else {
        settle(rows);
      }
    }
    rows.takeRefusals()
        .forEach(
            refusal -> refusedRows.refused(new Row(table, refusal.values()), refusal.reason()));
    return rows.settle();
  }

  @Override
  public @Nullable StreamPosition reached() {
    PendingRows rows = pending;
    if (rows == null) {
      return null;
    }
    while (!awaited.isEmpty()
        && awaited.getFirst().response().isDone()
        && outcome(awaited.getFirst()) == null) {
      awaited.removeFirst();
      rows.landed();
    }
    return rows.reached();
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
  private PendingRows rows() {
    PendingRows known = pending;
    if (known == null) {
      StreamPosition position = progress.load();
      if (position == null) {
        position = StreamPosition.at(warehouse.createStream(table), 0);
        progress.save(position);
      }
      known = new PendingRows(position);
      pending = known;
    }
    return known;
  }

  /** Or waits for the oldest request, where enough are on their way. */
  private void sendNext(PendingRows rows) {
    if (awaited.size() >= REQUESTS_IN_FLIGHT) {
      settle(rows);
      return;
    }
    StreamWriter open = writer;
    if (open == null) {
      open = warehouse.open(table, rows.position().stream(), schema);
      writer = open;
    }
    Request request = rows.send();
    ProtoRows.Builder message = ProtoRows.newBuilder();
    for (Pending row : request.rows()) {
      message.addSerializedRows(row.bytes());
    }
    awaited.addLast(new Answer(request, open.append(message.build(), request.offset())));
  }

  /** Waits for the oldest request. */
  private void settle(PendingRows rows) {
    Answer oldest = awaited.removeFirst();
    Throwable failure = outcome(oldest);
    if (failure == null) {
      rows.landed();
      failures = 0;
    } else {
      // None is on its way any more afterwards, or the offsets to come could be overtaken.
      awaited.forEach(StorageTableWriter::outcome);
      awaited.clear();
      rows.takeBack();
      recover(rows, oldest.request(), failure);
    }
  }

  private void recover(PendingRows rows, Request failed, Throwable failure) {
    failures++;
    switch (failure) {
      case OffsetAlreadyExists exists when exists.getExpectedOffset() > failed.offset() -> {
        rows.skip(exists.getExpectedOffset() - failed.offset());
        failures = 0;
      }
      case AppendSerializationError error when !error.getRowIndexToErrorMessage().isEmpty() ->
          refuse(rows, failed, error.getRowIndexToErrorMessage());
      case OffsetOutOfRange outOfRange -> throw lostPlace(failed, outOfRange);
      case StreamFinalizedException ended -> moveToNewStream(rows, failed, ended);
      case StreamNotFound gone -> moveToNewStream(rows, failed, gone);
      case Throwable other -> retry(failed, other);
    }
  }

  /** Which rows are refused is saved first: a restart must number the others as we do now. */
  private void refuse(PendingRows rows, Request failed, Map<Integer, String> reasons) {
    progress.save(rows.refusing(failed, reasons.keySet()));
    rows.refuse(failed, reasons);
    failures = 0;
  }

  private void moveToNewStream(PendingRows rows, Request failed, Throwable why) {
    giveUp(failed, why);
    String old = rows.position().stream();
    OptionalLong held = warehouse.finalizeStream(table, old);
    if (held.isPresent()) {
      if (held.getAsLong() < failed.offset()) {
        throw lostPlace(failed, why);
      }
      rows.skip(held.getAsLong() - failed.offset());
      if (!rows.waits()) {
        // It may hold more than what was read again so far: only it knows how much.
        failures = 0;
        disconnect();
        return;
      }
    }
    StreamPosition moved = rows.in(warehouse.createStream(table));
    LOG.warn(
        "Stream {} of {} {}, going on in a new one",
        old,
        table.name(),
        held.isPresent()
            ? "is finalized at row " + held.getAsLong()
            : "is gone; it held row "
                + failed.offset()
                + " and later ones only if the sink was"
                + " killed before it could save that");
    disconnect();
    progress.save(moved);
    rows.moved(moved);
  }

  private void retry(Request failed, Throwable failure) {
    disconnect();
    if (!(failure instanceof StreamWriterClosedException)) {
      AppendFailure told = warehouse.failure(table, failure);
      if (told.remedy() != Remedy.TIME) {
        throw WarehouseException.of(told, failure);
      }
    }
    giveUp(failed, failure);
    LOG.warn("{} failed, sending again: {}", what(failed), failure.getMessage());
    warehouse.pause(failures);
  }

  /** After several attempts; whoever saves the place tries for longer. */
  private void giveUp(Request failed, Throwable failure) {
    if (failures > ATTEMPTS) {
      throw WarehouseException.failed(what(failed) + " failed: " + failure.getMessage(), failure);
    }
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
        + rows().position().stream()
        + " of table "
        + table.name();
  }

  private static @Nullable Throwable outcome(Answer answer) {
    try {
      answer.response().get();
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
