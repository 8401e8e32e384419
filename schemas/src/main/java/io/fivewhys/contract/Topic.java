// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * A Kafka topic: its name, what its UTF-8 keys are made of, and the Avro record in its values
 * (single-object encoding).
 *
 * @param keyParts the parts of the key in order, joined by '/'
 * @param compacted whether only the latest record of a key need be kept
 * @param retention how long a record is kept, from when the broker took it: as long as a reader may
 *     be down without losing any
 */
public record Topic<T extends SpecificRecord>(
    String name, String keyParts, AvroCodec<T> codec, boolean compacted, Duration retention) {

  static final String CLEANUP = "cleanup.policy";
  static final String TIMESTAMPS = "message.timestamp.type";
  static final String RETENTION = "retention.ms";

  private static final Duration WEEK = Duration.ofDays(7);

  Topic(String name, String keyParts, AvroCodec<T> codec, boolean compacted) {
    this(name, keyParts, codec, compacted, WEEK);
  }

  /** What whoever creates it gives Kafka. */
  public SortedMap<String, String> configs() {
    SortedMap<String, String> configs = new TreeMap<>();
    configs.put(CLEANUP, compacted ? "compact" : "delete");
    // Retention counts from the time of append: by event time the broker would delete what is
    // filled in from history before anyone reads it.
    configs.put(TIMESTAMPS, "LogAppendTime");
    configs.put(RETENTION, Long.toString(retention.toMillis()));
    return configs;
  }
}
