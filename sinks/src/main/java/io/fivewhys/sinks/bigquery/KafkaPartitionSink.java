// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.contract.Table;
import io.fivewhys.contract.Tables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One assigned partition: a stream for each table it feeds, their positions in the metadata of its
 * committed offset, so that place and positions change together.
 */
final class KafkaPartitionSink implements AutoCloseable {

  private final TopicPartition partition;
  private final Warehouse warehouse;
  private final Consumer<OffsetAndMetadata> commit;
  private final Map<Table, TableWriter> writers = new LinkedHashMap<>();

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
   */
  KafkaPartitionSink(
      TopicPartition partition,
      long place,
      String metadata,
      Warehouse warehouse,
      Consumer<OffsetAndMetadata> commit) {
    this.partition = partition;
    this.place = place;
    this.warehouse = warehouse;
    this.commit = commit;
    this.positions = StreamPositions.parse(metadata);
  }

  void append(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String source = partition + "@" + record.offset();
      for (Row row : MessageRows.of(partition.topic(), record.value(), source)) {
        writer(row.table()).append(row.values());
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
    for (Table table : List.copyOf(writers.keySet())) {
      if (!table.equals(Tables.REJECTED_ENTRIES)) {
        reached.put(table.name(), writer(table).flush());
      }
    }
    // Last: the others have put there what the warehouse refused.
    TableWriter rejected = writers.get(Tables.REJECTED_ENTRIES);
    if (rejected != null) {
      reached.put(Tables.REJECTED_ENTRIES.name(), rejected.flush());
    }
    return new OffsetAndMetadata(next, StreamPositions.text(reached));
  }

  /** What {@link #flush} returned is committed. */
  void committed() {
    place = nextPlace;
    positions = reached;
  }

  @Override
  public void close() {
    writers.values().forEach(TableWriter::close);
    writers.clear();
  }

  private TableWriter writer(Table table) {
    return writers.computeIfAbsent(
        table, wanted -> warehouse.writer(wanted, new Progress(wanted.name()), this::refused));
  }

  private void refused(Row row, String reason) {
    if (row.table().equals(Tables.REJECTED_ENTRIES)) {
      throw WarehouseException.failed("table rejected_entries refused a row: " + reason, null);
    }
    Row kept = RowMapper.refused(row, reason, partition + " before " + place);
    writer(kept.table()).append(kept.values());
  }

  private final class Progress implements StreamProgress {

    private final String table;

    Progress(String table) {
      this.table = table;
    }

    @Override
    public @Nullable StreamPosition load() {
      return positions.get(table);
    }

    @Override
    public void save(StreamPosition position) {
      positions.put(table, position);
      commit.accept(new OffsetAndMetadata(place, StreamPositions.text(positions)));
    }
  }
}
