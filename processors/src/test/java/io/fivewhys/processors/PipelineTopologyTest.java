// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.PlatformEvent;
import io.fivewhys.RejectedEntry;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.PipelineTopology.State;
import io.fivewhys.processors.windows.Events;
import io.fivewhys.processors.windows.KafkaEventBatch;
import io.fivewhys.processors.windows.WindowCounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
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
      driver.advanceWallClockTime(Settings.defaults().get(Settings.IDLE));

      List<ServiceMinute> closed = minutes(driver).filter(ServiceMinute::getClosed).toList();

      assertThat(closed).extracting(ServiceMinute::getRequests).containsExactly(60L, 40L);
      assertThat(closed).extracting(ServiceMinute::getErrors5xx).containsExactly(6L, 4L);
      assertThat(counts.counted.sum()).isEqualTo(100);
      assertThat(counts.duplicates.sum()).isEqualTo(1);
    }
  }

  @Test
  void sets_an_undecodable_event_aside_with_its_place_and_goes_on() {
    try (TopologyTestDriver driver = driver(State.DURABLE)) {
      TestInputTopic<byte[], byte[]> events = events(driver);
      events.pipeInput("k".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {1, 2, 3});
      pipe(events, Events.request(T0, 1, "checkout-00042-abc", 200, 1L));
      driver.advanceWallClockTime(Settings.defaults().get(Settings.IDLE));

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

  private static ConsumerRecord<byte[], byte[]> message(long offset, byte[] key, byte[] value) {
    return new ConsumerRecord<>(Topics.EVENTS.name(), 0, offset, key, value);
  }

  private TopologyTestDriver driver(State durability) {
    Properties properties = ProcessorsApp.properties("localhost:1", state);
    return new TopologyTestDriver(
        PipelineTopology.build(Settings.defaults(), durability, counts), properties);
  }

  private static TestInputTopic<byte[], byte[]> events(TopologyTestDriver driver) {
    return driver.createInputTopic(
        Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void pipe(TestInputTopic<byte[], byte[]> topic, PlatformEvent event) {
    topic.pipeInput(
        Events.key(event), Topics.EVENTS.codec().encode(event), event.getEventTime() / 1_000_000);
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
