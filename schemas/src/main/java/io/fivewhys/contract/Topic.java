// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.time.Duration;
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

  private static final Duration WEEK = Duration.ofDays(7);

  Topic(String name, String keyParts, AvroCodec<T> codec, boolean compacted) {
    this(name, keyParts, codec, compacted, WEEK);
  }
}
