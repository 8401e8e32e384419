// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Partitions by the first part of the key, the project, as Kafka would a message whose whole key is
 * the project: topics keyed by it and topics keyed by more meet in one task.
 */
final class KafkaProjectPartitioner implements StreamPartitioner<byte[], byte[]> {

  @Override
  public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
    int end = 0;
    while (end < key.length && key[end] != '/') {
      end++;
    }
    int hash = Utils.toPositive(Utils.murmur2(Arrays.copyOf(key, end)));
    return Optional.of(Set.of(hash % partitions));
  }
}
