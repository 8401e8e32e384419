// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Clock;
import io.fivewhys.ComponentKind;
import io.fivewhys.JourneyMinute;
import io.fivewhys.LogLine;
import io.fivewhys.LogStream;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.objectives.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The processors on a real broker, stopped and taken over in the middle of a run: the closed
 * minutes are those of a run without a break, each once, and no record of a revision change is told
 * twice.
 */
class ProcessorsRestartTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long T0 = 29_000_000L * 60 * SECOND;
  private static final int EVENTS = 20_000;
  private static final int PARTITIONS = 2;

  /** One that every request is. */
  private static final Configuration JOURNEY =
      new Configuration(
          List.of(
              new Objective(
                  "all",
                  new Scope("*", "*", "all"),
                  new Indicator.Journey(new Indicator.Match("*", "*", null), null, null),
                  0.99)),
          List.of(),
          List.of(),
          List.of(),
          Configuration.IncidentRules.DEFAULTS);

  @TempDir Path directory;

  @Test
  void minutes_are_the_same_and_come_once_over_crashes_and_a_rebalance() throws Exception {
    List<PlatformEvent> events = events();
    Map<String, Long> expected = expected(events);
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start();
        KafkaProducer<byte[], byte[]> producer = producer(broker);
        KafkaConsumer<byte[], byte[]> minutes = consumer(broker, "minutes");
        KafkaConsumer<byte[], byte[]> changes = consumer(broker, "changes");
        KafkaConsumer<byte[], byte[]> journeys = consumer(broker, "journeys")) {
      broker.createTopics(Topics.ALL, PARTITIONS);
      minutes.subscribe(List.of(Topics.SERVICE_MINUTES.name()));
      changes.subscribe(List.of(Topics.REVISION_CHANGES.name()));
      journeys.subscribe(List.of(Topics.JOURNEY_MINUTES.name()));
      Map<String, Long> closed = new TreeMap<>();

      Process first = process(broker, "a");
      send(producer, events.subList(0, EVENTS / 3));
      awaitMinutes(minutes, closed, 1);
      // A second one takes over a partition; then the first is killed, in the middle of its work.
      ProcessorsApp second = app(broker, "b");
      second.start();
      send(producer, events.subList(EVENTS / 3, 2 * EVENTS / 3));
      awaitMinutes(minutes, closed, closed.size() + 1);
      first.destroyForcibly().waitFor();
      ProcessorsApp third = app(broker, "c");
      third.start();
      send(producer, events.subList(2 * EVENTS / 3, EVENTS));
      // One event far ahead on each partition closes everything before it.
      for (int partition = 0; partition < PARTITIONS; partition++) {
        PlatformEvent last = event(T0 + 3 * 3_600 * SECOND, -1 - partition, "end", 200);
        producer.send(record(partition, last)).get();
      }
      reach(producer, T0 + 3 * 3_600 * SECOND);
      awaitMinutes(minutes, closed, expected.size());
      Map<String, List<Integer>> sequences = awaitFinal(changes);
      Map<Long, Long> journeyed = awaitJourneys(journeys, distinct(events).size());
      second.close();
      third.close();

      assertThat(closed).isEqualTo(expected);
      assertThat(journeyed)
          .as("a journey of all requests, the parts of a minute added up")
          .isEqualTo(
              distinct(events).stream()
                  .collect(
                      Collectors.groupingBy(
                          event -> event.getEventTime() / (60 * SECOND), Collectors.counting())));
      sequences.forEach((revision, told) ->
          assertThat(told)
              .as(revision)
              .containsExactlyElementsOf(IntStream.rangeClosed(1, told.size()).boxed().toList()));
    }
  }

  private static void awaitMinutes(
      KafkaConsumer<byte[], byte[]> consumer, Map<String, Long> closed, int count) {
    AvroCodec<ServiceMinute> codec = Topics.SERVICE_MINUTES.codec();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (closed.size() < count) {
      assertThat(System.nanoTime())
          .as("%s of %s minutes", closed.size(), count)
          .isLessThan(deadline);
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
        ServiceMinute minute = codec.decode(message.value());
        if (minute.getClosed()) {
          String name = minute.getRevision() + " " + minute.getWindowStart() / 60_000_000;
          assertThat(closed.put(name, minute.getRequests())).as("closed twice: " + name).isNull();
        }
      }
    }
  }

  /** Total of each minute, until as many journeys are told as there are. */
  private static Map<Long, Long> awaitJourneys(KafkaConsumer<byte[], byte[]> consumer, long all) {
    Map<Long, Long> totals = new TreeMap<>();
    Set<String> parts = new HashSet<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    for (long told = 0; told < all; ) {
      assertThat(System.nanoTime()).as("%s of %s journeys", told, all).isLessThan(deadline);
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
        JourneyMinute minute = Topics.JOURNEY_MINUTES.codec().decode(message.value());
        if (minute.getClosed()) {
          long start = minute.getWindowStart() / 60_000_000;
          String part = start + " of part " + minute.getPart();
          assertThat(parts.add(part)).as("closed twice: " + part).isTrue();
          totals.merge(start, minute.getTotal(), Long::sum);
          told += minute.getTotal();
        }
      }
    }
    return totals;
  }

  /** Sequences told of each change, in order, until one of them is final. */
  private static Map<String, List<Integer>> awaitFinal(KafkaConsumer<byte[], byte[]> consumer) {
    Map<String, List<Integer>> sequences = new TreeMap<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    for (boolean last = false; !last; ) {
      assertThat(System.nanoTime()).as("final among %s", sequences).isLessThan(deadline);
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
        RevisionChange change = Topics.REVISION_CHANGES.codec().decode(message.value());
        sequences
            .computeIfAbsent(change.getToRevision(), r -> new ArrayList<>())
            .add(change.getSequence());
        last |= change.getFinal$();
      }
    }
    return sequences;
  }

  private static List<PlatformEvent> events() {
    SplittableRandom random = new SplittableRandom(11);
    List<PlatformEvent> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      // Two hours, out of order by up to two minutes, each hundredth event sent once more.
      long time = T0 + i * 7_200L * SECOND / EVENTS - random.nextLong(120 * SECOND);
      events.add(event(time, i, "r" + random.nextInt(4), random.nextInt(20) == 0 ? 503 : 200));
      if (i % 100 == 0) {
        events.add(events.get(events.size() - 1));
        i++;
      }
    }
    return events.subList(0, EVENTS);
  }

  private static Collection<PlatformEvent> distinct(List<PlatformEvent> events) {
    Map<Long, PlatformEvent> distinct = new HashMap<>();
    events.forEach(event -> distinct.put(event.getDedupId(), event));
    return distinct.values();
  }

  private static Map<String, Long> expected(List<PlatformEvent> events) {
    Map<String, Long> expected = new TreeMap<>();
    distinct(events)
        .forEach(event ->
            expected.merge(
                event.getRevision() + " " + event.getEventTime() / (60 * SECOND), 1L, Long::sum));
    return expected;
  }

  private static PlatformEvent event(long timeNanos, long id, String revision, int status) {
    return PlatformEvent.newBuilder()
        .setDedupId(id)
        .setEventTime(timeNanos)
        .setEntryTime(timeNanos)
        .setBody(
            revision.equals("end")
                ? new LogLine(
                    1L, false, SignalKind.NONE, LogStream.STDOUT, "end", "end", null, "", null)
                : Request.newBuilder().setStatus(status).setLatency(id % 1_000 * 1_000_000).build())
        .setProject("acme-prod")
        .setLocation("us-central1")
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .setComponent("checkout")
        .setRevision(revision)
        .setLogName("run.googleapis.com/requests")
        .build();
  }

  /** With the clock in every partition now and then, as the writer of the events has it. */
  private static void send(KafkaProducer<byte[], byte[]> producer, List<PlatformEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      PlatformEvent event = events.get(i);
      producer.send(record(Integer.parseInt(event.getRevision().substring(1)) % PARTITIONS, event));
      if (i % 100 == 0) {
        reach(producer, event.getEventTime() - 120 * SECOND);
      }
    }
    producer.flush();
  }

  private static void reach(KafkaProducer<byte[], byte[]> producer, long nanos) {
    Clock clock = new Clock("acme-prod", nanos, nanos / 1_000_000, PARTITIONS, false);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      producer.send(
          new ProducerRecord<>(
              Topics.EVENTS.name(),
              partition,
              new byte[0],
              Topics.OBSERVATIONS.codec().encode(clock)));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(int partition, PlatformEvent event) {
    String key =
        Topics.eventKey(
            event.getProject(),
            event.getLocation(),
            event.getComponentKind(),
            event.getComponent(),
            event.getRevision());
    return new ProducerRecord<>(
        Topics.EVENTS.name(),
        partition,
        key.getBytes(StandardCharsets.UTF_8),
        Topics.EVENTS.codec().encode(event));
  }

  private ProcessorsApp app(LocalBroker broker, String name) {
    return new ProcessorsApp(
        broker.bootstrap(), directory.resolve(name), Settings.defaults(), JOURNEY, quick());
  }

  /** The processors in a JVM of their own, which can be killed. */
  private Process process(LocalBroker broker, String name) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            broker.bootstrap(),
            directory.resolve(name).toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name + ".log").toFile())
        .start();
  }

  static final class Victim {
    public static void main(String[] args) {
      new ProcessorsApp(args[0], Path.of(args[1]), Settings.defaults(), JOURNEY, quick()).start();
    }
  }

  private static Properties quick() {
    Properties quick = new Properties();
    quick.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 2_000);
    quick.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
    return quick;
  }

  private static KafkaProducer<byte[], byte[]> producer(LocalBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(LocalBroker broker, String group) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            "group.id",
            group,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
