// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.contract.KafkaMetrics;
import io.fivewhys.contract.Metrics;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topic;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closed minutes, what was said in them, revision changes and rejected entries from their topics
 * into the warehouse, each row exactly once, wherever it is stopped: a commit moves the place in a
 * partition and the positions in its write streams together, and a restart appends again what came
 * after it, at the same rows of the streams. An outage, of the warehouse or of Kafka, it waits out,
 * a member of its group all the while.
 */
public final class KafkaWarehouseSink implements AutoCloseable, MeterBinder {

  public static final String GROUP = "fivewhys-warehouse";

  private static final Logger LOG = LoggerFactory.getLogger(KafkaWarehouseSink.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** What the consumer holds of each broker beside the batch. */
  private static final int FETCH_BYTES = 16 << 20;

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** Times in a row that a stream may hold less than was saved: waiting does not bring it back. */
  private static final int LOST_PLACES = 10;

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Each pause after a setback is twice the one before it, so many times: to half a minute. */
  private static final int PAUSE_DOUBLINGS = 8;

  /** Where a quota is used up, trying sooner helps nobody; where somebody has to act, hardly. */
  private static final int QUOTA_DOUBLINGS = 8;

  private static final int SOMEBODY_DOUBLINGS = 6;

  /** How long an attempt may take, with its pause, before the group gives our partitions away. */
  private static final Duration POLL_WITHIN = Duration.ofMinutes(10);

  private final Supplier<Consumer<byte[], byte[]>> connection;
  private final Warehouse warehouse;
  private final Duration pause;
  private final Batch batch;
  private final Map<TopicPartition, KafkaPartitionSink> partitions = new HashMap<>();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "warehouse-sink");
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private final SinkCounts counts = new SinkCounts();
  private int setbacks;
  private int lostPlaces;
  private volatile String setback = "";
  private volatile boolean joined;

  /** With the default {@code warehouse.batch_bytes} and {@code warehouse.batch_wait}. */
  public KafkaWarehouseSink(Map<String, Object> consumer, Warehouse warehouse) {
    this(consumer, warehouse, Settings.defaults());
  }

  /**
   * @param consumer settings of the Kafka consumer, at least {@code bootstrap.servers}
   * @param warehouse stays open when the sink is closed
   */
  public KafkaWarehouseSink(Map<String, Object> consumer, Warehouse warehouse, Settings settings) {
    this(
        () -> connect(consumer),
        warehouse,
        PAUSE,
        new Batch(
            settings.get(Settings.WAREHOUSE_BATCH_BYTES),
            settings.get(Settings.WAREHOUSE_BATCH_WAIT)));
  }

  /**
   * @param pause after the first of several setbacks
   */
  KafkaWarehouseSink(
      Supplier<Consumer<byte[], byte[]>> connection,
      Warehouse warehouse,
      Duration pause,
      Batch batch) {
    this.connection = connection;
    this.warehouse = warehouse;
    this.pause = pause;
    this.batch = batch;
  }

  private static Consumer<byte[], byte[]> connect(Map<String, Object> given) {
    Map<String, Object> settings = new HashMap<>(given);
    settings.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.putIfAbsent(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(POLL_WITHIN.toMillis()));
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  public KafkaWarehouseSink start() {
    consumer = connection.get();
    thread.start();
    return this;
  }

  /** Done when the sink has stopped: with the failure that stopped it, if one did. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  public SinkCounts counts() {
    return counts;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Table table : Tables.ALL) {
      Metrics.SINKS_ROWS.bind(registry, table.name(), counts.rows(table.name())::sum);
      Metrics.SINKS_REFUSED.bind(registry, table.name(), counts.refused(table.name())::sum);
    }
    Metrics.SINKS_MESSAGES.bind(registry, counts.messages::sum);
    Metrics.SINKS_COMMITS.bind(registry, counts.commits::sum);
    Metrics.SINKS_HELD.bind(registry, counts.held::get);
    Metrics.SINKS_SETBACKS.bind(registry, counts.setbacks::sum);
    MessageRows.TOPICS.forEach(topic -> Metrics.LAG.bind(registry, topic.name(), () -> lag(topic)));
  }

  private double lag(Topic<?> topic) {
    Consumer<byte[], byte[]> made = consumer;
    return made == null ? Double.NaN : KafkaMetrics.lag(made.metrics(), topic.name());
  }

  /** What keeps rows from the warehouse now, in a sentence each. */
  public List<String> unready() {
    String because = setback;
    if (!because.isEmpty()) {
      return List.of("Rows wait for the warehouse: " + because + ".");
    }
    if (!joined) {
      return List.of("The warehouse sink has not joined its group yet.");
    }
    return KafkaMetrics.connected(consumer().metrics())
        ? List.of()
        : List.of("The warehouse sink has no connection to Kafka.");
  }

  /**
   * Stops after the rows in hand, or within ten seconds without them. What stopped it earlier,
   * {@link #done} tells.
   */
  @Override
  public void close() {
    close(CLOSE_WAIT);
  }

  /** Stops after the rows in hand, or after {@code grace} without them: a restart takes them up. */
  public void close(Duration grace) {
    closing.countDown();
    Consumer<byte[], byte[]> waking = consumer;
    if (waking == null) {
      return;
    }
    waking.wakeup();
    try {
      if (!thread.join(grace)) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Consumer<byte[], byte[]> polling = consumer()) {
      try {
        polling.subscribe(
            MessageRows.TOPICS.stream().map(topic -> topic.name()).toList(), new Assignment());
        loop(polling);
        finish(polling);
      } finally {
        // Closing the consumer leaves its group, which an interrupted thread cannot do.
        boolean interrupted = Thread.interrupted();
        batch.forget();
        forget(List.copyOf(partitions.keySet()));
        LOG.debug("leaving the group, interrupted: {}", interrupted);
      }
      done.complete(null);
    } catch (RuntimeException | Error e) {
      if (closing()) {
        LOG.info("The warehouse sink was closed with rows on their way: {}", e.getMessage());
        done.complete(null);
      } else {
        LOG.error("The warehouse sink stopped", e);
        done.completeExceptionally(e);
      }
    }
  }

  private void loop(Consumer<byte[], byte[]> polling) {
    boolean behind = false;
    while (!closing()) {
      try {
        if (behind) {
          resume(polling, polling.assignment());
          joined |= !polling.assignment().isEmpty();
          behind = false;
        }
        take(polling, polling.poll(batch.patience(System.nanoTime(), POLL)));
      } catch (WakeupException e) {
        // Only close() wakes the consumer, and the loop's condition sees it.
        LOG.debug("woken up to close");
      } catch (RuntimeException e) {
        if (!mayPass(e)) {
          throw e;
        }
        setBack(e);
        behind = true;
      }
    }
  }

  /** Whether it comes from outside, and going on after a while may help. */
  private boolean mayPass(RuntimeException failure) {
    return switch (failure) {
      case WarehouseException lost when lost.lostPlace() -> ++lostPlaces <= LOST_PLACES;
      case WarehouseException outage -> true;
      case CommitFailedException outrun -> true;
      case RebalanceInProgressException outrun -> true;
      case RetriableException outage -> true;
      case AuthenticationException refused -> true;
      case AuthorizationException refused -> true;
      default -> false;
    };
  }

  private void take(Consumer<byte[], byte[]> polling, ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty() && batch.isEmpty()) {
      setback = ""; // reading goes well again, and nothing waits
    }
    for (Iterator<ConsumerRecord<byte[], byte[]>> left = records.iterator(); left.hasNext(); ) {
      ConsumerRecord<byte[], byte[]> record = left.next();
      partition(new TopicPartition(record.topic(), record.partition())).append(record);
      batch.add(record.value().length, System.nanoTime());
      if (batch.full() && left.hasNext()) {
        write(polling, (partition, sink) -> sink.next());
      }
    }
    counts.held.set(batch.messages());
    if (batch.due(System.nanoTime())) {
      writePolled(polling);
    }
  }

  /** To the consumer's own places, which are past the marks of transactions too. */
  private void writePolled(Consumer<byte[], byte[]> polling) {
    write(polling, (partition, sink) -> polling.position(partition));
  }

  /**
   * Everything in hand, and commits it; where a table waits for somebody, what concerns it not.
   *
   * @param next place of a partition's next message
   */
  private void write(
      Consumer<byte[], byte[]> polling, ToLongBiFunction<TopicPartition, KafkaPartitionSink> next) {
    Map<TopicPartition, KafkaPartitionSink> holding = new HashMap<>(partitions);
    holding.values().removeIf(sink -> !sink.holds());
    holding.values().forEach(KafkaPartitionSink::send);
    Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
    Outcomes outcomes = new Outcomes();
    holding.forEach((partition, sink) ->
        outcomes.of(() -> reached.put(partition, sink.flush(next.applyAsLong(partition, sink)))));
    if (!reached.isEmpty()) {
      polling.commitSync(reached);
      counts.commits.increment();
      reached.keySet().forEach(partition -> partition(partition).committed());
    }
    outcomes.throwFirst();
    setbacks = 0;
    lostPlaces = 0;
    setback = "";
    batch.written();
    counts.held.set(0);
  }

  /** The rows in hand, when the sink is closed; the consumer may be woken up for that only now. */
  private void finish(Consumer<byte[], byte[]> polling) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      writePolled(polling);
    } catch (WakeupException e) {
      writePolled(polling);
    }
  }

  /**
   * Everything after the committed places is to be read and appended again, after a pause that
   * {@link #close} ends.
   */
  private void setBack(RuntimeException because) {
    setbacks++;
    setback = String.valueOf(because.getMessage());
    counts.setbacks.increment();
    LOG.warn("Going back to the committed offsets: {}", because.getMessage());
    if (because instanceof WarehouseException) {
      saveLanded();
    }
    forget(List.copyOf(partitions.keySet()));
    if (because instanceof WarehouseException failure
        && failure.remedy() == WarehouseException.Remedy.SMALLER_BATCH) {
      batch.shrink();
    } else {
      batch.forget();
    }
    counts.held.set(0);
    try {
      long times = 1L << Math.min(Math.max(setbacks - 1, doublings(because)), PAUSE_DOUBLINGS);
      closing.await(pause.multipliedBy(times).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void saveLanded() {
    Map<TopicPartition, OffsetAndMetadata> landed = new HashMap<>();
    partitions.forEach((partition, sink) -> {
      OffsetAndMetadata place = sink.landed();
      if (place != null) {
        landed.put(partition, place);
      }
    });
    try {
      if (!landed.isEmpty()) {
        consumer().commitSync(landed);
      }
    } catch (RuntimeException e) {
      LOG.warn("What landed is not saved, the streams tell: {}", e.getMessage());
    }
  }

  /** At least so many, from the first pause on. */
  private static int doublings(RuntimeException because) {
    if (!(because instanceof WarehouseException failure)) {
      return 0;
    }
    return switch (failure.remedy()) {
      case QUOTA -> QUOTA_DOUBLINGS;
      case SOMEBODY -> SOMEBODY_DOUBLINGS;
      case TIME, SAVED_POSITION, SMALLER_BATCH -> 0;
    };
  }

  private boolean closing() {
    return closing.getCount() == 0;
  }

  private void resume(Consumer<byte[], byte[]> polling, Collection<TopicPartition> assigned) {
    Map<TopicPartition, OffsetAndMetadata> committed = polling.committed(Set.copyOf(assigned));
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata place = committed.get(partition);
      if (place == null) {
        polling.seekToBeginning(List.of(partition));
      } else {
        polling.seek(partition, place.offset());
      }
      partitions.put(
          partition,
          new KafkaPartitionSink(
              partition,
              polling.position(partition),
              place == null ? "" : place.metadata(),
              warehouse,
              offset -> polling.commitSync(Map.of(partition, offset)),
              counts));
    }
  }

  private void forget(Collection<TopicPartition> revoked) {
    for (TopicPartition partition : revoked) {
      KafkaPartitionSink forgotten = partitions.remove(partition);
      if (forgotten != null) {
        forgotten.close();
      }
    }
  }

  private KafkaPartitionSink partition(TopicPartition partition) {
    KafkaPartitionSink assigned = partitions.get(partition);
    if (assigned == null) {
      throw new IllegalStateException("records of " + partition + ", which is not assigned");
    }
    return assigned;
  }

  private Consumer<byte[], byte[]> consumer() {
    Consumer<byte[], byte[]> made = consumer;
    if (made == null) {
      throw new IllegalStateException("the sink is not started");
    }
    return made;
  }

  /** Polling is when partitions come and go. */
  private final class Assignment implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      resume(consumer(), assigned);
      joined = true;
    }

    /**
     * What is in hand is written and committed while the partitions are ours. Where that fails,
     * whoever gets them appends it again, at the same rows of the same streams.
     */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      try {
        if (!batch.isEmpty()) {
          writePolled(consumer());
        }
      } catch (WakeupException e) {
        throw e;
      } catch (RuntimeException e) {
        if (!mayPass(e)) {
          throw e;
        }
        LOG.warn("Partitions go with rows in hand, which come again: {}", e.getMessage());
        saveLanded();
      }
      forget(revoked);
    }

    /** Another may have them already, so nothing of them can be committed here. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      forget(lost);
    }
  }
}
