// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.sinks.bigquery.WarehouseException.Remedy;
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

  /** The broker's default of {@code offset.metadata.max.bytes}. */
  private static final int METADATA_CHARACTERS = 4_096;

  /**
   * Key of the stream for what the warehouse refused. That is known at a flush only, so in the
   * stream of the other rejected entries its rows would be numbered by where a batch ended. Here
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
  private final Map<String, Long> refused = new TreeMap<>();

  private final SinkCounts counts;

  /** As committed, at {@link #place}. */
  private final Map<String, StreamPosition> positions;

  private long place;

  /** Writers that have missed rows, for good: those come again to a new sink of the partition. */
  private final Map<String, WarehouseException> stuck = new HashMap<>();

  /** Rows given to each writer since {@link #place}. */
  private final Map<String, Long> given = new HashMap<>();

  /** As flushed and not yet committed, at {@link #nextPlace}. */
  private final Map<String, StreamPosition> flushed = new TreeMap<>();

  private long nextPlace;
  private long next;

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
    this.next = place;
    this.warehouse = warehouse;
    this.commit = commit;
    this.counts = counts;
    this.positions = StreamPositions.parse(metadata);
  }

  void append(ConsumerRecord<byte[], byte[]> record) {
    next = record.offset() + 1;
    Map<String, Integer> numbers = new HashMap<>();
    long time = TimeUnit.MILLISECONDS.toMicros(record.timestamp());
    for (Row row :
        MessageRows.of(partition.topic(), record.value(), source(record.offset()), time)) {
      int number = numbers.merge(row.table().name(), 1, Integer::sum) - 1;
      origins.put(row.values(), new Origin(record.offset(), time, number));
      give(row.table().name(), row);
    }
  }

  /** Whether messages are in hand. */
  boolean holds() {
    return next > place;
  }

  /** Of the next message to append. */
  long next() {
    return next;
  }

  /** Puts rows on their way, so that the wait in {@link #flush} is for all tables at once. */
  void send() {
    writers.forEach((key, writer) -> attempt(key, writer::send));
  }

  /**
   * Returns once every row is in the warehouse, with what is to be committed for it. A table that
   * somebody has to put right keeps no rows out of the others.
   *
   * @param next place of the next message
   */
  OffsetAndMetadata flush(long next) {
    nextPlace = next;
    Outcomes outcomes = new Outcomes();
    for (String key : writers.keySet()) {
      // Last: the others tell what the warehouse refused.
      if (!key.equals(REFUSED)) {
        outcomes.of(() -> flushWriter(key));
      }
    }
    outcomes.throwFirst();
    refusals.stream()
        .sorted(SOURCE_ORDER)
        .map(refusal ->
            RowMapper.refused(
                refusal.row(), refusal.reason(), source(refusal), refusal.origin().time()))
        .forEach(row -> give(REFUSED, row));
    refusals.clear();
    if (writers.containsKey(REFUSED)) {
      flushWriter(REFUSED);
    }
    origins.clear();
    Map<String, StreamPosition> reached = new TreeMap<>(positions);
    reached.putAll(flushed);
    return new OffsetAndMetadata(next, metadata(reached));
  }

  /** What {@link #flush} returned is committed. */
  void committed() {
    counts.messages.add(nextPlace - place);
    given.forEach((key, number) -> counts.rows(table(key)).add(number));
    refused.forEach((table, number) -> {
      counts.rows(table).add(-number);
      counts.refused(table).add(number);
    });
    refused.clear();
    place = nextPlace;
    next = Math.max(next, place);
    positions.putAll(flushed);
    flushed.clear();
    given.clear();
  }

  /**
   * What to commit when messages in hand will come again, so that what landed of them is known even
   * if a stream expires while something else is waited for. Null where there is nothing new to say;
   * then, and where it cannot be committed, the streams' own offsets tell.
   */
  @Nullable OffsetAndMetadata landed() {
    Map<String, StreamPosition> landed = new TreeMap<>(positions);
    writers.forEach((key, writer) -> {
      StreamPosition position = landed(key, writer);
      if (position != null) {
        landed.put(key, position);
      }
    });
    String text = StreamPositions.text(landed);
    return landed.equals(positions) || text.length() > METADATA_CHARACTERS
        ? null
        : new OffsetAndMetadata(place, text);
  }

  @Override
  public void close() {
    writers.values().forEach(TableWriter::close);
    writers.clear();
  }

  private void give(String key, Row row) {
    given.merge(key, 1L, Long::sum);
    TableWriter writer =
        writers.computeIfAbsent(
            key, added -> warehouse.writer(row.table(), new Progress(added), this::refused));
    attempt(key, () -> writer.append(row.values()));
  }

  /** A table that waits for somebody gets no more rows, and the next flush says so. */
  private void attempt(String key, Runnable write) {
    if (stuck.containsKey(key)) {
      return;
    }
    try {
      write.run();
    } catch (WarehouseException e) {
      if (e.remedy() != Remedy.SOMEBODY) {
        throw e;
      }
      stuck.put(key, e);
    }
  }

  private static String table(String key) {
    return key.equals(REFUSED) ? Tables.REJECTED_ENTRIES.name() : key;
  }

  private void flushWriter(String key) {
    WarehouseException because = stuck.get(key);
    if (because != null) {
      throw because;
    }
    flushed.put(key, Objects.requireNonNull(writers.get(key)).flush());
  }

  /** At {@link #place}; null where nothing is known yet. */
  private @Nullable StreamPosition landed(String key, TableWriter writer) {
    StreamPosition after = flushed.get(key);
    StreamPosition saved = positions.get(key);
    return after == null || saved == null
        ? writer.reached()
        : after.before(given.getOrDefault(key, 0L), saved.refused());
  }

  private String source(Refusal refusal) {
    Origin origin = refusal.origin();
    return source(origin.offset()) + "#" + refusal.row().table().name() + "/" + origin.row();
  }

  private String source(long offset) {
    return partition + "@" + offset;
  }

  private void refused(Row row, String reason) {
    if (row.table().equals(Tables.REJECTED_ENTRIES)) {
      throw WarehouseException.failed("table rejected_entries refused a row: " + reason, null);
    }
    Origin origin = Objects.requireNonNull(origins.get(row.values()), "a row that was appended");
    refused.merge(row.table().name(), 1L, Long::sum);
    refusals.add(new Refusal(origin, row, reason));
  }

  /** Only refused rows make it long, and there are fewer of them in a smaller batch. */
  private static String metadata(Map<String, StreamPosition> positions) {
    String text = StreamPositions.text(positions);
    if (text.length() > METADATA_CHARACTERS) {
      throw WarehouseException.tooManyRefused(
          "the warehouse refuses more rows than one batch can tell of: smaller batches are tried");
    }
    return text;
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
      Map<String, StreamPosition> changed = new TreeMap<>(positions);
      changed.put(key, position);
      commit.accept(new OffsetAndMetadata(place, metadata(changed)));
      positions.put(key, position);
    }
  }
}
