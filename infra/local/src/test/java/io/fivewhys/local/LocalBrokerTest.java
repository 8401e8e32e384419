// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerTest {

  private static final String TOPIC = Topics.REJECTED.name();

  @TempDir Path directory;

  @Test
  void serves_clients_and_keeps_what_it_took_over_a_restart() throws Exception {
    // Given
    try (LocalBroker broker = new LocalBroker(directory).start()) {
      broker.createTopics(Topics.ALL, 2);
      broker.createTopics(Topics.ALL, 2);
      produce(broker, "before");
    }
    // When
    try (LocalBroker broker = new LocalBroker(directory).start()) {
      produce(broker, "after");
      // Then
      assertThat(consume(broker, 2)).containsExactly("before", "after");
    }
  }

  @Test
  void one_that_lasts_flushes_what_it_takes_and_knows_its_readers_after_a_restart()
      throws Exception {
    // Given
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (LocalBroker broker = LocalBroker.lasting(directory).start();
        Admin admin = admin(broker)) {
      broker.createTopics(Topics.ALL, 2);
      produce(broker, "before");
      admin
          .alterConsumerGroupOffsets("reader", Map.of(partition, new OffsetAndMetadata(1, "read")))
          .all()
          .get();
      ConfigResource settings = new ConfigResource(ConfigResource.Type.BROKER, "1");
      Config config = admin.describeConfigs(List.of(settings)).all().get().get(settings);
      assertThat(config.get("log.flush.interval.messages").value()).isEqualTo("1");
    }
    // When
    try (LocalBroker broker = LocalBroker.lasting(directory).start();
        Admin admin = admin(broker)) {
      // Then
      assertThat(consume(broker, 1)).containsExactly("before");
      assertThat(admin.listConsumerGroupOffsets("reader").partitionsToOffsetAndMetadata().get())
          .containsEntry(partition, new OffsetAndMetadata(1, "read"));
    }
  }

  private static Admin admin(LocalBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  private static void produce(LocalBroker broker, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, 0, "key", value)).get();
    }
  }

  private static List<String> consume(LocalBroker broker, int count) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (values.size() < count) {
        consumer.poll(Duration.ofSeconds(10)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
