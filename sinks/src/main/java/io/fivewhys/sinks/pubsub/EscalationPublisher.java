// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.KafkaMetrics;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Escalations from their topic to one of Pub/Sub, each at least once and those of an incident in
 * order: the place in Kafka is committed only after Pub/Sub has what comes before it. Outages are
 * waited out, and what needs an operator is said and tried again; nothing is dropped.
 */
public final class EscalationPublisher implements Service, MeterBinder {

  public static final String GROUP = "fivewhys-escalations";

  private static final Logger LOG = LoggerFactory.getLogger(EscalationPublisher.class);
  private static final String GOOGLE = "pubsub.googleapis.com";
  private static final Duration POLL = Duration.ofMillis(500);

  /** While answers are awaited. */
  private static final Duration SHORT_POLL = Duration.ofMillis(20);

  /** Escalations in hand; past it no more are read. */
  private static final int MOST_IN_HAND = 1_000;

  private static final Duration STALL = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final Supplier<Consumer<byte[], byte[]>> connection;
  private final Supplier<OrderedTopic> topics;
  private final String topic;
  private final String endpoint;
  private final Duration stall;
  private final Map<TopicPartition, Outbox> outboxes = new HashMap<>();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "escalation-publisher");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong undecodable = new AtomicLong();
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile List<String> unready = List.of("Escalations wait for Kafka.");
  private volatile int inHand;
  private @Nullable OrderedTopic open;
  private @Nullable PublishFault openFault;
  private @Nullable String kafkaFault;
  private long notBeforeNanos = System.nanoTime();

  /**
   * @param kafka settings of the consumer, at least {@code bootstrap.servers}
   * @param topic {@code projects/P/topics/T}
   * @param endpoint host:port of a local Pub/Sub server; empty for Google's, with the environment's
   *     credentials
   */
  public EscalationPublisher(Map<String, Object> kafka, String topic, String endpoint) {
    this(
        () -> connect(kafka),
        () -> new PubSubTopicPublisher(topic, endpoint),
        topic,
        endpoint.isEmpty() ? GOOGLE : endpoint,
        STALL);
  }

  /**
   * @param stall without an answer for so long, it connects to Pub/Sub anew
   */
  EscalationPublisher(
      Supplier<Consumer<byte[], byte[]>> connection,
      Supplier<OrderedTopic> topics,
      String topic,
      String endpoint,
      Duration stall) {
    this.connection = connection;
    this.topics = topics;
    this.topic = topic;
    this.endpoint = endpoint;
    this.stall = stall;
  }

  private static Consumer<byte[], byte[]> connect(Map<String, Object> given) {
    Map<String, Object> settings = new HashMap<>(given);
    settings.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_IN_HAND / 2);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void start() {
    consumer = connection.get();
    thread.start();
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    return unready;
  }

  /** Escalations that Pub/Sub has acknowledged to this process, repeats included. */
  public long published() {
    return published.get();
  }

  /** Messages of the topic that were no escalations; they are skipped. */
  public long undecodable() {
    return undecodable.get();
  }

  /** Escalations read and not yet acknowledged. */
  public int inHand() {
    return inHand;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("fivewhys.escalations.published", published, AtomicLong::get)
        .description("Escalations that Pub/Sub acknowledged, repeats included")
        .register(registry);
    FunctionCounter.builder("fivewhys.escalations.undecodable", undecodable, AtomicLong::get)
        .description("Messages that were no escalations, skipped")
        .register(registry);
    Gauge.builder("fivewhys.escalations.waiting", this, EscalationPublisher::inHand)
        .description("Escalations read and not yet acknowledged by Pub/Sub")
        .register(registry);
  }

  /** Waits a while for what Pub/Sub is about to acknowledge; the next start repeats the rest. */
  @Override
  public void close() {
    closing.countDown();
    Consumer<byte[], byte[]> waking = consumer;
    if (waking == null) {
      return;
    }
    waking.wakeup();
    try {
      if (!thread.join(CLOSE_WAIT.plus(PAUSE))) {
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
        polling.subscribe(List.of(Topics.ESCALATIONS.name()), new Assignment());
        while (!closing()) {
          step(polling);
        }
        finish(polling);
      } finally {
        // Closing the consumer leaves its group, which an interrupted thread cannot do.
        boolean interrupted = Thread.interrupted();
        closeTopic();
        LOG.debug("leaving the group, interrupted: {}", interrupted);
      }
      done.complete(null);
    } catch (RuntimeException | Error e) {
      unready = List.of("Escalations are not published any more: " + e.getMessage() + ".");
      if (closing()) {
        LOG.info("Closed with escalations on their way: {}", e.getMessage());
        done.complete(null);
      } else {
        LOG.error("Escalations are not published any more", e);
        done.completeExceptionally(e);
      }
    }
  }

  private void step(Consumer<byte[], byte[]> polling) {
    try {
      brake(polling);
      for (ConsumerRecord<byte[], byte[]> record : polling.poll(inHand > 0 ? SHORT_POLL : POLL)) {
        take(record);
      }
      pump();
      commit(polling);
      kafkaFault = null;
    } catch (WakeupException e) {
      // Only close() wakes the consumer, and the loop's condition sees it.
      LOG.debug("woken up to close");
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("Not committed, to be repeated: {}", e.getMessage());
    } catch (KafkaException e) {
      kafkaFault = "Escalations are not read from Kafka: " + e.getMessage() + ".";
      pause();
    }
    tell(polling);
  }

  /** {@link #close} ends it. */
  private void pause() {
    try {
      closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean closing() {
    return closing.getCount() == 0;
  }

  /** Polling goes on while too much is in hand, so that the group keeps us, but brings nothing. */
  private void brake(Consumer<byte[], byte[]> polling) {
    if (inHand >= MOST_IN_HAND) {
      polling.pause(polling.assignment());
    } else {
      polling.resume(polling.paused());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    try {
      outboxes
          .computeIfAbsent(partition, added -> new Outbox(record.offset()))
          .add(
              record.offset(),
              Topics.ESCALATIONS.codec().decode(record.value()),
              System.nanoTime());
    } catch (UndecodableException e) {
      undecodable.incrementAndGet();
      LOG.error(
          "Skipped what is no escalation, {}@{}: {}", partition, record.offset(), e.getMessage());
    }
    count();
  }

  private void pump() {
    long now = System.nanoTime();
    OrderedTopic to = topic(now);
    if (to == null) {
      return;
    }
    for (Outbox outbox : outboxes.values()) {
      published.addAndGet(outbox.pump(to, now));
    }
    count();
    long silent = outboxes.values().stream().mapToLong(o -> o.silentNanos(now)).max().orElse(0);
    if (silent > stall.toNanos()) {
      LOG.warn("No answer of {} for {} s, connecting anew", topic, silent / 1_000_000_000);
      closeTopic();
      outboxes.values().forEach(outbox -> outbox.startOver(now));
    }
  }

  /** Null while it cannot be opened. */
  private @Nullable OrderedTopic topic(long now) {
    if (open == null && now - notBeforeNanos >= 0) {
      try {
        open = topics.get();
        openFault = null;
      } catch (PublishException e) {
        openFault = e.fault();
        notBeforeNanos = System.nanoTime() + PAUSE.toNanos();
      }
    }
    return open;
  }

  private void closeTopic() {
    OrderedTopic closed = open;
    open = null;
    if (closed != null) {
      closed.close();
    }
  }

  /** Everything before the first escalation that is still in hand. */
  private void commit(Consumer<byte[], byte[]> polling) {
    Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
    for (Map.Entry<TopicPartition, Outbox> each : outboxes.entrySet()) {
      TopicPartition partition = each.getKey();
      OptionalLong first = each.getValue().firstOffset();
      long next = first.isPresent() ? first.getAsLong() : polling.position(partition);
      if (each.getValue().moved(next)) {
        reached.put(partition, new OffsetAndMetadata(next));
      }
    }
    if (!reached.isEmpty()) {
      polling.commitSync(reached);
      outboxes.forEach((partition, outbox) -> {
        OffsetAndMetadata place = reached.get(partition);
        if (place != null) {
          outbox.committed(place.offset());
        }
      });
    }
  }

  /** What Pub/Sub still acknowledges in time need not be repeated. */
  private void finish(Consumer<byte[], byte[]> polling) {
    if (open == null || inHand == 0) {
      return;
    }
    CompletableFuture<?> answered =
        CompletableFuture.allOf(
            outboxes.values().stream().map(Outbox::underWay).toArray(CompletableFuture<?>[]::new));
    try {
      answered.get(CLOSE_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("Closing with {} escalations on their way, to be repeated", inHand);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    pump();
    try {
      commit(polling);
    } catch (WakeupException e) {
      commit(polling); // woken up to close, which came between two polls
    }
  }

  private void tell(Consumer<byte[], byte[]> polling) {
    Set<String> sentences = new TreeSet<>();
    if (kafkaFault != null) {
      sentences.add(kafkaFault);
    } else if (!KafkaMetrics.connected(polling.metrics())) {
      sentences.add("Escalations are not read from Kafka: no broker of kafka.bootstrap answers.");
    }
    if (openFault != null) {
      sentences.add(openFault.sentence(topic, endpoint));
    }
    outboxes.values().stream()
        .flatMap(Outbox::faults)
        .forEach(fault -> sentences.add(fault.sentence(topic, endpoint)));
    PublishFault last = open == null ? null : open.lastFault();
    if (sentences.isEmpty() && last != null && inHand > 0) {
      sentences.add(last.sentence(topic, endpoint));
    }
    List<String> now = List.copyOf(sentences);
    if (!now.equals(unready)) {
      now.forEach(LOG::warn);
      if (now.isEmpty()) {
        LOG.info("Escalations are published to {} at {}", topic, endpoint);
      }
    }
    unready = now;
  }

  private void count() {
    inHand = outboxes.values().stream().mapToInt(Outbox::size).sum();
  }

  private Consumer<byte[], byte[]> consumer() {
    Consumer<byte[], byte[]> made = consumer;
    if (made == null) {
      throw new IllegalStateException("the publisher is not started");
    }
    return made;
  }

  /** What is on its way of a partition that goes to another is repeated there. */
  private final class Assignment implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      LOG.debug("assigned {}", assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      try {
        pump();
        commit(consumer());
      } catch (KafkaException e) {
        LOG.info("Not committed, to be repeated: {}", e.getMessage());
      }
      onPartitionsLost(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      outboxes.keySet().removeAll(lost);
      count();
    }
  }
}
