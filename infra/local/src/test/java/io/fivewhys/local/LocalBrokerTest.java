// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
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
