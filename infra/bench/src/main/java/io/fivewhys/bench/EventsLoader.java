// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.contract.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the events topic before anything is measured. */
final class EventsLoader {

  private EventsLoader() {}

  /**
   * @param check told of each event
   * @return bytes of all keys and values
   */
  static long load(RequestEvents events, String bootstrapServers, MinutesCheck check) {
    long bytes = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 << 10,
                ProducerConfig.LINGER_MS_CONFIG,
                20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long i = 0; i < events.total(); i++) {
        RequestEvents.Message message = events.message(i);
        check.expect(message);
        bytes += message.key().length + message.value().length;
        producer.send(
            new ProducerRecord<>(
                Topics.EVENTS.name(), message.partition(), message.key(), message.value()));
      }
    }
    return bytes;
  }
}
