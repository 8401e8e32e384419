// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {

  @Test
  void what_passes_by_itself_or_by_an_operator_comes_from_outside() {
    assertThat(
            new Throwable[] {
              new StreamsException("no progress", new TimeoutException("5 min")),
              new SaslAuthenticationException("expired"),
              new TopicAuthorizationException("fivewhys.events"),
              new MissingSourceTopicException("fivewhys.events"),
              new StreamsException(new ProducerFencedException("zombie"))
            })
        .allMatch(KafkaFailures::fromOutside);
  }

  @Test
  void what_we_did_ourselves_does_not() {
    assertThat(
            new Throwable[] {
              new StreamsException("while processing", new IllegalStateException("a bug")),
              new OutOfMemoryError("heap"),
              new FencedInstanceIdException("another one has our name")
            })
        .noneMatch(KafkaFailures::fromOutside);
  }
}
