// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

import io.fivewhys.contract.Topics;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What the headers of our messages say. */
public final class KafkaObservations {

  private KafkaObservations() {}

  /**
   * Headers of an observation.
   *
   * @param partition of the events that it comes from
   * @param millis its event time
   */
  public static Headers from(int partition, long millis) {
    ByteBuffer value = ByteBuffer.allocate(Integer.BYTES + Long.BYTES);
    return new RecordHeaders().add(Topics.FROM, value.putInt(partition).putLong(millis).array());
  }

  /** Which partition of the events an observation comes from. */
  public static int partition(Headers headers) {
    return read(headers, new byte[0]).partition();
  }

  static Observation read(Headers headers, byte[] message) {
    Header header = headers.lastHeader(Topics.FROM);
    if (header == null) {
      throw new IllegalStateException("an observation that does not say where it comes from");
    }
    ByteBuffer value = ByteBuffer.wrap(header.value());
    return new Observation(value.getInt(), value.getLong(), message);
  }

  /** When a rejected entry was published, microseconds; null where it cannot come again. */
  public static @Nullable Long published(Headers headers) {
    Header header = headers.lastHeader(Topics.PUBLISHED);
    return header == null ? null : ByteBuffer.wrap(header.value()).getLong();
  }
}
