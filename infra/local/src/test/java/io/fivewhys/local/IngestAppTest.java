// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Clock;
import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.google.IngestApp;
import io.fivewhys.local.pubsub.LogPublisher;
import io.fivewhys.local.pubsub.PubSubFaults;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.local.pubsub.SeededFaults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Pub/Sub to the events, with a real broker and Google's client. */
class IngestAppTest {

  private static final String TOPIC = "projects/p/topics/logs";
  private static final String SUBSCRIPTION = "projects/p/subscriptions/logs";
  private static final Instant START = Instant.parse("2026-06-14T13:00:00Z");
  private static final int PARTITIONS = 2;

  @TempDir static Path directory;
  private static LocalBroker broker;

  @BeforeAll
  static void start() {
    broker = new LocalBroker(directory).start();
    broker.createTopics(Topics.ALL, PARTITIONS);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void entries_are_appended_in_the_order_of_their_time_and_acknowledged() {
    SeededFaults faults = new SeededFaults(1, new SeededFaults.Rates(0.05, 0.2, 0.02, 0, 0.02, 50));
    try (PubSubServer pubSub = pubSub(faults);
        LogPublisher publisher = new LogPublisher(pubSub.address(), TOPIC);
        IngestApp app = app(pubSub, Map.of())) {
      Map<TopicPartition, Long> from = end();
      app.start();
      publisher.publish(IntStream.range(0, 900).mapToObj(i -> request(i)).toList());
      await("all is acknowledged", () -> app.counts().accepted() >= 900 && isEmpty(pubSub));

      List<Long> times = new ArrayList<>();
      List<Long> clocks = new ArrayList<>();
      long reached = Long.MIN_VALUE;
      for (ConsumerRecord<byte[], byte[]> message : inPartitionOfEvents(appended(from))) {
        if (isClock(message)) {
          Clock clock = Topics.OBSERVATIONS.codec().decode(message.value());
          reached = clock.getProject().isEmpty() ? reached : clock.getReached();
          if (!clock.getProject().isEmpty()) {
            clocks.add(clock.getReached() / 1_000_000_000);
          }
        } else {
          long time = Topics.EVENTS.codec().decode(message.value()).getEventTime();
          if (!times.contains(time)) { // a repeat is known by its id
            assertThat(time).isGreaterThanOrEqualTo(reached);
            times.add(time);
          }
        }
      }
      assertThat(times).isSorted();
      assertThat(times).hasSize(900);
      assertThat(clocks)
          .containsExactlyElementsOf(
              IntStream.range(0, 90).mapToObj(i -> START.getEpochSecond() + 10L * i).toList());
      assertThat(app.unready()).isEmpty();
    }
  }

  @Test
  void what_cannot_be_read_goes_on_with_its_bytes_and_holds_nothing_up() {
    try (PubSubServer pubSub = pubSub(PubSubFaults.NONE);
        LogPublisher publisher = new LogPublisher(pubSub.address(), TOPIC);
        IngestApp app = app(pubSub, Map.of())) {
      Map<TopicPartition, Long> from = end();
      app.start();
      String pushed =
          "{\"message\":{\"data\":\""
              + Base64.getEncoder().encodeToString(request(2))
              + "\",\"messageId\":\"7\"},\"subscription\":\"s\"}";
      publisher.publish(
          List.of(
              request(1),
              "{\"password\": \"hunter2hunter2\", broken".getBytes(StandardCharsets.UTF_8),
              new byte[] {0, (byte) 0xff, 3},
              "{\"logName\":\"projects/p/logs/x\",\"resource\":{\"type\":\"gce_instance\"}}"
                  .getBytes(StandardCharsets.UTF_8),
              pushed.getBytes(StandardCharsets.UTF_8)));
      await("all is acknowledged", () -> app.counts().read() >= 5 && isEmpty(pubSub));

      assertThat(app.counts().accepted()).isEqualTo(2);
      assertThat(app.counts().ignored()).isEqualTo(1);
      assertThat(app.counts().rejected()).isEqualTo(2);
      List<ConsumerRecord<byte[], byte[]>> rejected =
          appended(from).stream()
              .filter(
                  message -> AvroCodec.begins(message.value(), Topics.REJECTED.codec().header()))
              .toList();
      assertThat(rejected).hasSize(2);
      for (ConsumerRecord<byte[], byte[]> message : rejected) {
        RejectedEntry entry = Topics.REJECTED.codec().decode(message.value());
        assertThat(entry.getReason()).isEqualTo("malformed_json");
        assertThat(entry.getSource()).startsWith(SUBSCRIPTION + "/");
        assertThat(
                ByteBuffer.wrap(message.headers().lastHeader(Topics.PUBLISHED).value()).getLong())
            .isPositive();
        assertThat(new String(original(message), StandardCharsets.UTF_8)).doesNotContain("hunter2");
      }
    }
  }

  @Test
  void a_stop_gives_back_what_is_held_so_that_the_next_run_has_it_in_order() {
    try (PubSubServer pubSub = pubSub(PubSubFaults.NONE);
        LogPublisher publisher = new LogPublisher(pubSub.address(), TOPIC)) {
      Map<TopicPartition, Long> from = end();
      try (IngestApp app = app(pubSub, Map.of("ingest.hold", "1m"))) {
        app.start();
        publisher.publish(List.of(request(5), request(3)));
        await("both are held", () -> app.held() == 2);
      }
      assertThat(appended(from)).allMatch(IngestAppTest::isClock);

      try (IngestApp app = app(pubSub, Map.of())) {
        app.start();
        await("all is acknowledged", () -> app.counts().accepted() == 2 && isEmpty(pubSub));
      }
    }
  }

  @Test
  void says_what_is_missing_and_goes_on_when_it_is_there() {
    try (PubSubServer pubSub = PubSubServer.onLoopback();
        IngestApp app = app(pubSub, Map.of())) {
      app.start();
      await("it says so", () -> app.unready().toString().contains(SUBSCRIPTION));

      pubSub.createTopic(TOPIC);
      pubSub.createSubscription(SUBSCRIPTION, TOPIC);
      try (LogPublisher publisher = new LogPublisher(pubSub.address(), TOPIC)) {
        publisher.publish(List.of(request(1)));
        await("it reads", () -> app.counts().accepted() == 1 && isEmpty(pubSub));
      }
      await("it is ready", () -> app.unready().isEmpty());
    }
  }

  private static PubSubServer pubSub(PubSubFaults faults) {
    PubSubServer pubSub = PubSubServer.onLoopback(0, faults);
    pubSub.createTopic(TOPIC);
    pubSub.createSubscription(SUBSCRIPTION, TOPIC);
    return pubSub;
  }

  private static IngestApp app(PubSubServer pubSub, Map<String, String> more) {
    return new IngestApp(
        Settings.of(
                Map.of(
                    "kafka.bootstrap",
                    broker.bootstrap(),
                    "pubsub.endpoint",
                    pubSub.address(),
                    "ingest.subscription",
                    SUBSCRIPTION,
                    "ingest.takeover",
                    "0s"))
            .with(more));
  }

  private static byte[] request(int second) {
    Instant end = START.plusSeconds(second);
    return """
    {"insertId":"%d","logName":"projects/acme-prod/logs/run.googleapis.com%%2Frequests","receiveTimestamp":"%s","timestamp":"%s","resource":{"type":"cloud_run_revision","labels":{"project_id":"acme-prod","location":"us-central1","service_name":"checkout","revision_name":"checkout-00001-abc"}},"httpRequest":{"latency":"0.05s","status":200,"requestMethod":"GET","requestUrl":"https://x.test/"}}\
    """
        .formatted(second, end.plusMillis(300), end.minusMillis(50))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<TopicPartition, Long> end() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.endOffsets(partitions());
    }
  }

  private static List<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> new TopicPartition(Topics.EVENTS.name(), partition))
        .toList();
  }

  /** What is in the events since then. */
  private static List<ConsumerRecord<byte[], byte[]>> appended(Map<TopicPartition, Long> from) {
    List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(partitions());
      from.forEach(consumer::seek);
      Map<TopicPartition, Long> to = consumer.endOffsets(partitions());
      while (to.entrySet().stream()
          .anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(messages::add);
      }
    }
    return messages;
  }

  private static List<ConsumerRecord<byte[], byte[]>> inPartitionOfEvents(
      List<ConsumerRecord<byte[], byte[]>> messages) {
    int partition =
        messages.stream()
            .filter(message -> !isClock(message))
            .findFirst()
            .orElseThrow()
            .partition();
    return messages.stream().filter(message -> message.partition() == partition).toList();
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker.bootstrap()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting until %s", what).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static boolean isEmpty(PubSubServer pubSub) {
    return pubSub.messages(SUBSCRIPTION) == 0;
  }

  private static boolean isClock(ConsumerRecord<byte[], byte[]> message) {
    return AvroCodec.begins(message.value(), Topics.OBSERVATIONS.codec().header());
  }

  private static byte[] original(ConsumerRecord<byte[], byte[]> message) {
    return message.headers().lastHeader(Topics.ORIGINAL).value();
  }
}
