// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One assigned partition: a stream for each table it feeds and one for the rows that the warehouse
 * refused, their positions in the metadata of its committed offset, so that place and positions
 * change together.
 */
final class KafkaPartitionSink implements AutoCloseable {

  /**
   * Key of the stream for what the warehouse refused. That is known at a flush only, so in the
   * stream of the other rejected entries its rows would be numbered by where a poll ended. Here
   * they are in the order of the source, which every restart repeats.
   */
  private static final String REFUSED = Tables.REJECTED_ENTRIES.name() + ".refused";

  /**
   * The message that a row comes from, and the row's number among those of its table in it.
   *
   * @param time the message's own, microseconds
   */
  private record Origin(long offset, long time, int row) {}

  private record Refusal(Origin origin, Row row, String reason) {}

  private static final Comparator<Refusal> SOURCE_ORDER =
      Comparator.<Refusal>comparingLong(refusal -> refusal.origin().offset())
          .thenComparing(refusal -> refusal.row().table().name())
          .thenComparingInt(refusal -> refusal.origin().row());

  private final TopicPartition partition;
  private final Warehouse warehouse;
  private final Consumer<OffsetAndMetadata> commit;
  private final Map<String, TableWriter> writers = new LinkedHashMap<>();

  /** Of the rows since the last flush, by the list of their values: equal rows have their own. */
  private final Map<List<@Nullable Object>, Origin> origins = new IdentityHashMap<>();

  private final List<Refusal> refusals = new ArrayList<>();

  /** By table, of the messages since the last commit. */
  private final Map<String, Long> rows = new TreeMap<>();

  private final Map<String, Long> refused = new TreeMap<>();
  private final SinkCounts counts;

  /** As committed, at {@link #place}. */
  private Map<String, StreamPosition> positions;

  private long place;

  /** As flushed and not yet committed, at {@link #nextPlace}. */
  private Map<String, StreamPosition> reached = new TreeMap<>();

  private long nextPlace;

  /**
   * @param place of the next message
   * @param metadata of the committed offset; empty where there is none
   * @param commit makes an offset with its metadata durable, or throws
   * @param counts told at each commit
   */
  KafkaPartitionSink(
      TopicPartition partition,
      long place,
      String metadata,
      Warehouse warehouse,
      Consumer<OffsetAndMetadata> commit,
      SinkCounts counts) {
    this.partition = partition;
    this.place = place;
    this.warehouse = warehouse;
    this.commit = commit;
    this.counts = counts;
    this.positions = StreamPositions.parse(metadata);
  }

  void append(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Map<Table, Integer> numbers = new HashMap<>();
      long time = TimeUnit.MILLISECONDS.toMicros(record.timestamp());
      for (Row row :
          MessageRows.of(partition.topic(), record.value(), source(record.offset()), time)) {
        int number = numbers.merge(row.table(), 1, Integer::sum) - 1;
        origins.put(row.values(), new Origin(record.offset(), time, number));
        rows.merge(row.table().name(), 1L, Long::sum);
        writer(row.table().name(), row.table()).append(row.values());
      }
    }
  }

  /**
   * Returns once every row is in the warehouse, with what is to be committed for it.
   *
   * @param next place of the next message
   */
  OffsetAndMetadata flush(long next) {
    nextPlace = next;
    reached = new TreeMap<>(positions);
    for (Map.Entry<String, TableWriter> writer : writers.entrySet()) {
      // Last: the others tell what the warehouse refused.
      if (!writer.getKey().equals(REFUSED)) {
        reached.put(writer.getKey(), writer.getValue().flush());
      }
    }
    if (!refusals.isEmpty()) {
      reached.put(REFUSED, flushRefused());
    }
    origins.clear();
    return new OffsetAndMetadata(next, StreamPositions.text(reached));
  }

  /** What {@link #flush} returned is committed. */
  void committed() {
    counts.messages.add(nextPlace - place);
    rows.forEach((table, number) -> counts.rows(table).add(number));
    rows.clear();
    refused.forEach((table, number) -> counts.refused(table).add(number));
    refused.clear();
    place = nextPlace;
    positions = reached;
  }

  @Override
  public void close() {
    writers.values().forEach(TableWriter::close);
    writers.clear();
  }

  private StreamPosition flushRefused() {
    TableWriter writer = writer(REFUSED, Tables.REJECTED_ENTRIES);
    refusals.stream()
        .sorted(SOURCE_ORDER)
        .map(refusal ->
            RowMapper.refused(
                refusal.row(), refusal.reason(), source(refusal), refusal.origin().time()))
        .forEach(row -> writer.append(row.values()));
    refusals.clear();
    return writer.flush();
  }

  private String source(Refusal refusal) {
    Origin origin = refusal.origin();
    return source(origin.offset()) + "#" + refusal.row().table().name() + "/" + origin.row();
  }

  private String source(long offset) {
    return partition + "@" + offset;
  }

  private TableWriter writer(String key, Table table) {
    return writers.computeIfAbsent(
        key, added -> warehouse.writer(table, new Progress(added), this::refused));
  }

  private void refused(Row row, String reason) {
    if (row.table().equals(Tables.REJECTED_ENTRIES)) {
      throw WarehouseException.failed("table rejected_entries refused a row: " + reason, null);
    }
    Origin origin = Objects.requireNonNull(origins.get(row.values()), "a row that was appended");
    rows.merge(row.table().name(), -1L, Long::sum);
    rows.merge(Tables.REJECTED_ENTRIES.name(), 1L, Long::sum);
    refused.merge(row.table().name(), 1L, Long::sum);
    refusals.add(new Refusal(origin, row, reason));
  }

  private final class Progress implements StreamProgress {

    private final String key;

    Progress(String key) {
      this.key = key;
    }

    @Override
    public @Nullable StreamPosition load() {
      return positions.get(key);
    }

    @Override
    public void save(StreamPosition position) {
      positions.put(key, position);
      commit.accept(new OffsetAndMetadata(place, StreamPositions.text(positions)));
    }
  }
}
