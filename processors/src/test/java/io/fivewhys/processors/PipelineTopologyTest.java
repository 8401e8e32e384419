// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Announced;
import io.fivewhys.Clock;
import io.fivewhys.JourneyMinute;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.PipelineTopology.State;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.objectives.Scope;
import io.fivewhys.processors.windows.Events;
import io.fivewhys.processors.windows.KafkaEventBatch;
import io.fivewhys.processors.windows.WindowCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineTopologyTest {

  private static final long T0 = 29_000_000L * 60 * Events.SECOND;

  @TempDir Path state;

  private final WindowCounts counts = new WindowCounts();

  @ParameterizedTest
  @EnumSource(State.class)
  void carries_events_to_closed_minutes(State durability) {
    try (TopologyTestDriver driver = driver(durability)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      for (int i = 0; i < 100; i++) {
        pipe(
            events,
            Events.request(
                T0 + i * Events.SECOND,
                i,
                "checkout-00042-abc",
                i % 10 == 0 ? 503 : 200,
                5_000_000L));
      }
      pipe(events, Events.request(T0, 0, "checkout-00042-abc", 503, 5_000_000L));
      end(events);

      List<ServiceMinute> closed = minutes(driver).filter(ServiceMinute::getClosed).toList();

      assertThat(closed).extracting(ServiceMinute::getRequests).containsExactly(60L, 40L);
      assertThat(closed).extracting(ServiceMinute::getErrors5xx).containsExactly(6L, 4L);
      assertThat(counts.counted.sum()).isEqualTo(100);
      assertThat(counts.duplicates.sum()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void carries_what_was_said_to_minutes_of_signals(State durability) {
    try (TopologyTestDriver driver = driver(durability)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      pipe(events, Events.request(T0, 1, "checkout-00042-abc", 200, 5_000_000L));
      pipe(events, Events.request(T0 + Events.SECOND, 2, "checkout-00042-abc", 503, 5_000_000L));
      end(events);

      List<TestRecord<byte[], byte[]>> records =
          output(driver, Topics.SIGNAL_MINUTES.name()).readRecordsToList();
      List<SignalMinute> closed =
          records.stream()
              .map(record -> Topics.SIGNAL_MINUTES.codec().decode(record.value()))
              .filter(SignalMinute::getClosed)
              .toList();

      assertThat(closed).hasSize(1);
      assertThat(closed.get(0).getSignals())
          .extracting(SignalTotal::getSignal)
          .containsExactly(SignalKind.HTTP_5XX);
      assertThat(records)
          .allSatisfy(record -> {
            assertThat(new String(record.key(), StandardCharsets.UTF_8))
                .isEqualTo("acme-prod/us-central1/checkout/checkout-00042-abc");
            assertThat(record.timestamp()).isEqualTo((T0 + Events.SECOND) / 1_000_000);
          });
    }
  }

  @Test
  void sets_an_undecodable_event_aside_with_its_place_and_goes_on() {
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      events.pipeInput("k".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
      pipe(events, Events.request(T0, 1, "checkout-00042-abc", 200, 1L));
      end(events);

      RejectedEntry rejected =
          Topics.REJECTED.codec().decode(output(driver, Topics.REJECTED.name()).readValue());

      assertThat(rejected.getReason()).isEqualTo("undecodable_event");
      assertThat(rejected.getSource()).isEqualTo("fivewhys.events-0@0");
      assertThat(minutes(driver).filter(ServiceMinute::getClosed)).hasSize(1);
    }
  }

  @Test
  void takes_a_batch_as_the_messages_in_it() {
    PlatformEvent good = Events.request(T0, 1, "checkout-00042-abc", 200, 1L);
    ConsumerRecord<byte[], byte[]> batch =
        KafkaEventBatch.join(
            List.of(
                message(41, Events.key(good), Topics.EVENTS.codec().encode(good)),
                message(42, Events.key(good), new byte[] {1, 2, 3}),
                message(43, Events.key(good), Topics.EVENTS.codec().encode(good))));
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      events(driver).pipeInput(new TestRecord<>(batch.key(), batch.value(), batch.headers(), 0L));

      RejectedEntry rejected =
          Topics.REJECTED.codec().decode(output(driver, Topics.REJECTED.name()).readValue());

      assertThat(batch.offset()).as("what is committed while it waits").isEqualTo(41);
      assertThat(counts.counted.sum()).isEqualTo(1);
      assertThat(counts.duplicates.sum()).isEqualTo(1);
      assertThat(rejected.getSource()).isEqualTo("fivewhys.events-0@42");
    }
  }

  @Test
  void carries_announcements_and_minutes_to_revision_changes() {
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      for (int i = 0; i < 600; i++) {
        if (i % 10 == 0) {
          clock(events, T0 + i * Events.SECOND);
        }
        String revision = i < 300 ? "checkout-00041-xyz" : "checkout-00042-abc";
        pipe(events, Events.request(T0 + i * Events.SECOND, i, revision, 200, 5_000_000L));
        if (i == 290) {
          RevisionAnnounced announced =
              RevisionAnnounced.newBuilder()
                  .setAnnounced(Announced.REVISION)
                  .setReady(true)
                  .setCreatedAt(T0 + 280 * Events.SECOND)
                  .build();
          PlatformEvent event =
              Events.event(T0 + i * Events.SECOND, 1_000, "checkout-00042-abc", announced);
          pipe(events, event);
          pipe(events, event);
        }
      }
      end(events);

      TestOutputTopic<byte[], byte[]> output = output(driver, Topics.REVISION_CHANGES.name());
      List<TestRecord<byte[], byte[]>> records = output.readRecordsToList();
      List<RevisionChange> changes =
          records.stream()
              .map(record -> Topics.REVISION_CHANGES.codec().decode(record.value()))
              .toList();

      assertThat(output(driver, Topics.OBSERVATIONS.name()).readValuesToList())
          .filteredOn(message -> AvroCodec.begins(message, Topics.EVENTS.codec().header()))
          .hasSize(1);
      assertThat(new String(records.get(0).key(), StandardCharsets.UTF_8))
          .isEqualTo("acme-prod/us-central1/checkout");
      assertThat(changes)
          .extracting(RevisionChange::getSequence)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, changes.size()).boxed().toList());
      assertThat(changes)
          .allSatisfy(change -> {
            assertThat(change.getFromRevision()).isEqualTo("checkout-00041-xyz");
            assertThat(change.getToRevision()).isEqualTo("checkout-00042-abc");
          });
      assertThat(changes.get(changes.size() - 1).getFirstTrafficAt())
          .isEqualTo((T0 + 300 * Events.SECOND) / 1_000);
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void counts_a_journey_without_its_repeats_where_there_is_one(State durability) {
    Configuration configuration =
        new Configuration(
            List.of(
                new Objective(
                    "pay",
                    new Scope("*", "*", "pay"),
                    new Indicator.Journey(new Indicator.Match("check*", "*", null), null, null),
                    0.95)),
            List.of(),
            List.of(),
            List.of(),
            Configuration.IncidentRules.DEFAULTS);
    try (TopologyTestDriver driver = driver(configuration, durability)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      for (int i = 0; i < 100; i++) {
        PlatformEvent event =
            Events.request(
                T0 + i * Events.SECOND, i, "checkout-00042-abc", i % 10 == 0 ? 503 : 200, 1L);
        pipe(events, event);
        pipe(events, event);
      }
      end(events);

      List<KeyValue<byte[], byte[]>> records =
          output(driver, Topics.JOURNEY_MINUTES.name()).readKeyValuesToList();

      assertThat(records)
          .extracting(record -> new String(record.key, StandardCharsets.UTF_8))
          .containsOnly("acme-prod/pay");
      assertThat(
              records.stream()
                  .map(record -> Topics.JOURNEY_MINUTES.codec().decode(record.value))
                  .filter(JourneyMinute::getClosed))
          .extracting(JourneyMinute::getTotal, JourneyMinute::getGood)
          .containsExactly(Tuple.tuple(60L, 54L), Tuple.tuple(40L, 36L));
    }
  }

  @Test
  void carries_what_an_older_build_wrote_to_minutes_and_revision_changes() throws IOException {
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      for (int i = 0; i < 600; i++) {
        if (i % 10 == 0) {
          clock(events, T0 + i * Events.SECOND);
        }
        String revision = i < 300 ? "checkout-00041-xyz" : "checkout-00042-abc";
        pipeOlder(events, Events.request(T0 + i * Events.SECOND, i, revision, 200, 5_000_000L));
        if (i == 290) {
          RevisionAnnounced announced =
              RevisionAnnounced.newBuilder()
                  .setAnnounced(Announced.REVISION)
                  .setReady(true)
                  .setSpec(RevisionSpec.newBuilder().setMaxScale(7).build())
                  .build();
          pipeOlder(
              events, Events.event(T0 + i * Events.SECOND, 1_000, "checkout-00042-abc", announced));
        }
      }
      end(events);

      assertThat(output(driver, Topics.REJECTED.name()).isEmpty()).isTrue();
      assertThat(minutes(driver).filter(ServiceMinute::getClosed).map(ServiceMinute::getRequests))
          .hasSize(10)
          .containsOnly(60L);
      assertThat(output(driver, Topics.OBSERVATIONS.name()).readValuesToList())
          .as("the announcement goes on as it came")
          .filteredOn(Topics.EVENTS.codec()::wrote)
          .hasSize(1)
          .noneMatch(message -> AvroCodec.begins(message, Topics.EVENTS.codec().header()));
      assertThat(output(driver, Topics.REVISION_CHANGES.name()).readValuesToList())
          .isNotEmpty()
          .allSatisfy(message ->
              assertThat(Topics.REVISION_CHANGES.codec().decode(message).getToRevision())
                  .isEqualTo("checkout-00042-abc"));
    }
  }

  @Test
  void what_was_rejected_goes_on_once_with_its_headers() {
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      RejectedEntry rejected = new RejectedEntry("malformed_json", "", "projects/p/7", "{");
      for (int i = 0; i < 2; i++) {
        events.pipeInput(
            new TestRecord<>(
                new byte[] {1},
                Topics.REJECTED.codec().encode(rejected),
                new RecordHeaders()
                    .add(Topics.PUBLISHED, ByteBuffer.allocate(8).putLong(T0 / 1_000).array())
                    .add(Topics.ORIGINAL, new byte[] {'{'})));
      }

      List<TestRecord<byte[], byte[]>> passed =
          output(driver, Topics.REJECTED.name()).readRecordsToList();
      assertThat(passed).hasSize(1);
      assertThat(Topics.REJECTED.codec().decode(passed.get(0).value())).isEqualTo(rejected);
      assertThat(passed.get(0).headers().lastHeader(Topics.ORIGINAL).value())
          .isEqualTo(new byte[] {'{'});
    }
  }

  @Test
  void what_a_project_says_meets_in_one_partition() {
    for (int i = 0; i < 100; i++) {
      byte[] project = ("project-" + i).getBytes(StandardCharsets.UTF_8);
      byte[] minute =
          ("project-" + i + "/us-central1/checkout/r" + i).getBytes(StandardCharsets.UTF_8);

      assertThat(new KafkaProjectPartitioner().partitions("minutes", minute, minute, 12))
          .contains(Set.of(BuiltInPartitioner.partitionForKey(project, 12)));
    }
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset, byte[] key, byte[] value) {
    return new ConsumerRecord<>(Topics.EVENTS.name(), 0, offset, key, value);
  }

  private TopologyTestDriver driver(State durability) {
    return driver(Configuration.DEFAULTS, durability);
  }

  private TopologyTestDriver driver(Configuration configuration, State durability) {
    Properties properties = ProcessorsApp.properties("localhost:1", state);
    return new TopologyTestDriver(
        PipelineTopology.build(Settings.defaults(), configuration, durability, counts), properties);
  }

  private static TestInputTopic<byte[], byte[]> events(TopologyTestDriver driver) {
    return driver.createInputTopic(
        Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void pipe(TestInputTopic<byte[], byte[]> topic, PlatformEvent event) {
    topic.pipeInput(
        Events.key(event), Topics.EVENTS.codec().encode(event), event.getEventTime() / 1_000_000);
  }

  private static void pipeOlder(TestInputTopic<byte[], byte[]> topic, PlatformEvent event)
      throws IOException {
    topic.pipeInput(Events.key(event), OlderBuild.message(event), event.getEventTime() / 1_000_000);
  }

  private static void clock(TestInputTopic<byte[], byte[]> topic, long reached) {
    Clock clock = new Clock("acme-prod", reached, 0L, 1, false);
    topic.pipeInput(new byte[0], Topics.OBSERVATIONS.codec().encode(clock));
  }

  private static void end(TestInputTopic<byte[], byte[]> topic) {
    topic.pipeInput(
        new byte[0], Topics.OBSERVATIONS.codec().encode(new Clock("", 0L, 0L, 1, true)));
  }

  private static java.util.stream.Stream<ServiceMinute> minutes(TopologyTestDriver driver) {
    return output(driver, Topics.SERVICE_MINUTES.name()).readValuesToList().stream()
        .map(Topics.SERVICE_MINUTES.codec()::decode);
  }

  private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver, String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
