// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import static io.fivewhys.ComponentKind.CLOUD_SQL_INSTANCE;
import static io.fivewhys.processors.capacity.Story.PROJECT;
import static io.fivewhys.processors.capacity.Story.announced;
import static io.fivewhys.processors.capacity.Story.at;
import static io.fivewhys.processors.capacity.Story.metric;
import static io.fivewhys.processors.capacity.Story.served;
import static io.fivewhys.processors.capacity.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.CapacityResource;
import io.fivewhys.CapacitySample;
import io.fivewhys.Clock;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.PipelineTopology;
import io.fivewhys.processors.PipelineTopology.State;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.observations.KafkaObservations;
import io.fivewhys.processors.state.KafkaState;
import io.fivewhys.processors.windows.Events;
import io.fivewhys.processors.windows.WindowCounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CapacityTopologyTest {

  private static final String BACKENDS = "cloudsql.googleapis.com/database/postgresql/num_backends";

  private static final byte[] KEY = PROJECT.getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(State.class)
  void carries_events_to_rows_of_their_hour(State durability) {
    try (TopologyTestDriver driver = driver(durability)) {
      TestInputTopic<byte[], byte[]> events = input(driver, Topics.EVENTS.name());
      PlatformEvent announced = announced(0, "checkout-00042", spec(20, 5, "DB_POOL"));
      pipe(events, announced);
      for (int i = 1; i <= 120; i++) {
        pipe(
            events,
            Events.request(
                (at(0) + i * 1_000_000L) * 1_000, i, "checkout-00042", 200, 500_000_000L));
      }
      events.pipeInput(
          new byte[0], Topics.OBSERVATIONS.codec().encode(new Clock("", 0L, 0L, 1, true)));

      List<TestRecord<byte[], byte[]>> records =
          driver
              .createOutputTopic(
                  Topics.CAPACITY.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
              .readRecordsToList();

      assertThat(records)
          .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
          .containsExactly(PROJECT + "/checkout", PROJECT + "/checkout", PROJECT + "/pg1");
      assertThat(records.stream().map(record -> Topics.CAPACITY.codec().decode(record.value())))
          .extracting(CapacitySample::getResource)
          .containsExactly(
              CapacityResource.INSTANCES,
              CapacityResource.CONCURRENT_REQUESTS,
              CapacityResource.SQL_CONNECTION_BUDGET);
    }
  }

  @Test
  void rows_do_not_depend_on_how_fast_each_partition_is_read() {
    List<List<TestRecord<byte[], byte[]>>> partitions = List.of(partition(0), partition(1));
    List<byte[]> expected = told(interleaved(partitions, new Random(0)));
    assertThat(expected).hasSizeGreaterThan(10);

    for (long seed = 1; seed <= 10; seed++) {
      assertThat(told(interleaved(partitions, new Random(seed))))
          .as("seed %d", seed)
          .containsExactly(expected.toArray(byte[][]::new));
    }
    List<TestRecord<byte[], byte[]>> oneAfterTheOther = new ArrayList<>(partitions.get(1));
    oneAfterTheOther.addAll(partitions.get(0));
    assertThat(told(oneAfterTheOther)).containsExactly(expected.toArray(byte[][]::new));
  }

  @Test
  void rows_do_not_depend_on_restarts() {
    List<byte[]> messages =
        Stream.of(partition(0), partition(1)).flatMap(List::stream).map(TestRecord::value).toList();
    List<byte[]> uninterrupted = restarted(messages, Integer.MAX_VALUE);
    assertThat(uninterrupted).isNotEmpty();

    for (int every : List.of(1, 7, 50)) {
      assertThat(restarted(messages, every))
          .as("restarted every %d", every)
          .containsExactly(uninterrupted.toArray(byte[][]::new));
    }
  }

  private static List<byte[]> restarted(List<byte[]> messages, int every) {
    String name = "capacity-store";
    KeyValueStore<Bytes, byte[]> store = KafkaState.store(name, false).build();
    List<byte[]> told = new ArrayList<>();
    MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
    CapacityProcessor processor = begun(context, name);
    int count = 0;
    for (byte[] message : messages) {
      if (++count % every == 0) {
        context.forwarded().forEach(each -> told.add((byte[]) each.record().value()));
        context = new MockProcessorContext<>();
        context.addStateStore(store);
        processor = begun(context, name);
      }
      processor.process(new Record<>(KEY, message, 0L));
    }
    context.forwarded().forEach(each -> told.add((byte[]) each.record().value()));
    return told;
  }

  private static CapacityProcessor begun(
      MockProcessorContext<byte[], byte[]> context, String store) {
    CapacityProcessor processor = new CapacityProcessor(Settings.defaults(), store);
    processor.init(context);
    return processor;
  }

  /** What each of two partitions of the events has to say over some hours, clocks between. */
  private static List<TestRecord<byte[], byte[]>> partition(int number) {
    List<TestRecord<byte[], byte[]>> said = new ArrayList<>();
    for (int minute = 0; minute < 250; minute++) {
      if (number == 0) {
        said.add(observed(number, minute, served(minute, "shop-1", minute % 5, 60)));
      } else {
        said.add(observed(number, minute, served(minute, "shop-2", minute % 7, 30)));
        said.add(
            observed(
                number,
                minute,
                metric(minute, CLOUD_SQL_INSTANCE, "pg1", "", BACKENDS, minute, Map.of())));
      }
      if (minute == 70 + number) {
        said.add(
            observed(
                number, minute, announced(minute, "shop-" + (number + 1), spec(20 + number, 5))));
      }
      said.add(observed(number, minute, clock(minute + 6)));
    }
    said.add(observed(number, 250, new Clock(PROJECT, 0L, Long.MAX_VALUE, 2, true)));
    return said;
  }

  private static Clock clock(int minute) {
    return new Clock(PROJECT, at(minute) * 1_000, 0L, 2, false);
  }

  private static TestRecord<byte[], byte[]> observed(int partition, int minute, Object said) {
    byte[] message =
        switch (said) {
          case ServiceMinute counted -> Topics.SERVICE_MINUTES.codec().encode(counted);
          case PlatformEvent event -> Topics.EVENTS.codec().encode(event);
          case Clock clock -> Topics.OBSERVATIONS.codec().encode(clock);
          default -> throw new IllegalArgumentException("no observation: " + said);
        };
    return new TestRecord<>(
        KEY, message, KafkaObservations.from(partition, at(minute + 6) / 1_000), 0L);
  }

  /** Each in its own order, and between them as chance has it. */
  private static List<TestRecord<byte[], byte[]>> interleaved(
      List<List<TestRecord<byte[], byte[]>>> partitions, Random random) {
    List<Deque<TestRecord<byte[], byte[]>>> rest = new ArrayList<>();
    partitions.forEach(each -> rest.add(new ArrayDeque<>(each)));
    List<TestRecord<byte[], byte[]>> merged = new ArrayList<>();
    while (!rest.isEmpty()) {
      int next = random.nextInt(rest.size());
      merged.add(rest.get(next).removeFirst());
      rest.removeIf(Deque::isEmpty);
    }
    return merged;
  }

  private List<byte[]> told(List<TestRecord<byte[], byte[]>> observations) {
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      TestInputTopic<byte[], byte[]> input = input(driver, Topics.OBSERVATIONS.name());
      observations.forEach(input::pipeInput);
      return driver
          .createOutputTopic(
              Topics.CAPACITY.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readValuesToList();
    }
  }

  private TopologyTestDriver driver(State durability) {
    return new TopologyTestDriver(
        PipelineTopology.build(Settings.defaults(), durability, new WindowCounts()),
        ProcessorsApp.properties("localhost:1", directory));
  }

  private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver, String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void pipe(TestInputTopic<byte[], byte[]> topic, PlatformEvent event) {
    topic.pipeInput(
        Events.key(event), Topics.EVENTS.codec().encode(event), event.getEventTime() / 1_000_000);
  }
}
