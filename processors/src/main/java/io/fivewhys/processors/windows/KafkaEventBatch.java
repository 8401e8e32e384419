// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one partition that pass through Streams as one record, in a header of it: never
 * written anywhere. The record has the offset of the first message, since Streams commits the
 * offset of the record that it would process next, and the consumer's position when it has none
 * left.
 */
public final class KafkaEventBatch implements Header {

  private static final String KEY = "fivewhys.batch";
  private static final byte[] NOTHING = {};

  private final List<ConsumerRecord<byte[], byte[]>> messages;

  private KafkaEventBatch(List<ConsumerRecord<byte[], byte[]>> messages) {
    this.messages = messages;
  }

  /**
   * @param messages of one partition, in order, at least one
   */
  public static ConsumerRecord<byte[], byte[]> join(List<ConsumerRecord<byte[], byte[]>> messages) {
    ConsumerRecord<byte[], byte[]> first = messages.get(0);
    ConsumerRecord<byte[], byte[]> last = messages.get(messages.size() - 1);
    int keyBytes = 0;
    int valueBytes = 0;
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      keyBytes += message.serializedKeySize();
      valueBytes += message.serializedValueSize();
    }
    return new ConsumerRecord<>(
        first.topic(),
        first.partition(),
        first.offset(),
        last.timestamp(),
        last.timestampType(),
        keyBytes,
        valueBytes,
        NOTHING,
        NOTHING,
        new RecordHeaders(List.of(new KafkaEventBatch(messages))),
        first.leaderEpoch(),
        Optional.empty());
  }

  /** The messages in a record's headers, null for a record that is itself the message. */
  static @Nullable List<ConsumerRecord<byte[], byte[]>> messages(Headers headers) {
    return headers.lastHeader(KEY) instanceof KafkaEventBatch batch ? batch.messages : null;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public byte[] value() {
    return NOTHING;
  }
}
