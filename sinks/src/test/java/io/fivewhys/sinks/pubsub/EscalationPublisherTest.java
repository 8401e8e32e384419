// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the publisher makes of failures, with Kafka's own consumer in memory. */
@Timeout(30)
class EscalationPublisherTest {

  private static final TopicPartition PARTITION = new TopicPartition(Topics.ESCALATIONS.name(), 0);

  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> committed = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Deque<Supplier<OrderedTopic>> topics = new ArrayDeque<>();
  private int unansweredCommits;

  @Test
  void a_topic_that_never_answers_is_left_for_a_new_connection() throws Exception {
    topics.add(() -> topic(new CompletableFuture<>()));
    topics.add(() -> topic(CompletableFuture.completedFuture("1")));
    try (EscalationPublisher publisher = publisher(step(1), step(2))) {
      publisher.start();

      assertThat(List.of(next(sent), next(sent), next(sent), next(sent)))
          .containsExactly("a/1", "a/2", "a/1", "a/2");
      assertThat(next(committed)).isEqualTo(2);
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_topic_that_cannot_be_opened_is_said_and_opened_later() throws Exception {
    topics.add(() -> {
      throw new PublishException(
          new PublishFault("UNAUTHENTICATED", "no credentials"), new IllegalStateException());
    });
    topics.add(() -> topic(CompletableFuture.completedFuture("1")));
    EscalationPublisher publisher = publisher(step(1));
    try (publisher) {
      publisher.start();
      while (publisher.unready().stream().noneMatch(said -> said.contains("no credentials"))) {
        Thread.onSpinWait();
      }
      assertThat(publisher.unready().getFirst())
          .contains("projects/p/topics/t", "nowhere:1", "application-default credentials");
      assertThat(committed).isEmpty();
      assertThat(next(committed)).isEqualTo(1);
    }
    assertThat(publisher.done()).isCompleted();
  }

  @Test
  void what_is_no_escalation_is_skipped_and_counted() throws Exception {
    topics.add(() -> topic(CompletableFuture.completedFuture("1")));
    try (EscalationPublisher publisher = publisher(new byte[] {1, 2, 3}, step(1))) {
      publisher.start();

      assertThat(next(sent)).isEqualTo("a/1");
      assertThat(List.of(next(committed), next(committed))).containsExactly(1L, 2L);
      assertThat(publisher.undecodable()).isEqualTo(1);
    }
  }

  @Test
  void a_commit_that_fails_is_made_up_for_without_a_repeat() throws Exception {
    unansweredCommits = 1;
    topics.add(() -> topic(CompletableFuture.completedFuture("1")));
    try (EscalationPublisher publisher = publisher(step(1))) {
      publisher.start();

      assertThat(next(committed)).isEqualTo(1);
      assertThat(sent).containsExactly("a/1");
      assertThat(publisher.done()).isNotDone();
    }
  }

  @Test
  void a_newer_writer_s_message_stops_it_before_it_is_lost() {
    byte[] newer = step(1);
    newer[5] ^= 1; // of the fingerprint
    topics.add(() -> topic(CompletableFuture.completedFuture("1")));
    try (EscalationPublisher publisher = publisher(newer)) {
      publisher.start();

      assertThat(publisher.done())
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withMessageContaining("upgrade the reader");
      assertThat(publisher.unready()).isNotEmpty();
      assertThat(committed).isEmpty();
    }
  }

  private EscalationPublisher publisher(byte[]... messages) {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (unansweredCommits-- > 0) {
              throw new TimeoutException("no answer");
            }
            super.commitSync(offsets);
            committed.add(offsets.get(PARTITION).offset());
          }
        };
    consumer.schedulePollTask(() -> {
      consumer.rebalance(Set.of(PARTITION));
      consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
      for (int offset = 0; offset < messages.length; offset++) {
        consumer.addRecord(
            new ConsumerRecord<>(PARTITION.topic(), 0, offset, null, messages[offset]));
      }
    });
    return new EscalationPublisher(
        () -> consumer,
        () -> topics.remove().get(),
        "projects/p/topics/t",
        "nowhere:1",
        Duration.ofMillis(200));
  }

  private static byte[] step(int sequence) {
    return Topics.ESCALATIONS.codec().encode(Steps.step("a", sequence));
  }

  private OrderedTopic topic(CompletableFuture<String> answer) {
    return new OrderedTopic() {
      @Override
      public CompletableFuture<String> publish(Escalation escalation) {
        sent.add(escalation.getIncidentId() + "/" + escalation.getSequence());
        return answer;
      }

      @Override
      public void resume(String orderingKey) {}

      @Override
      public @Nullable PublishFault lastFault() {
        return null;
      }

      @Override
      public void close() {
        closed.countDown();
      }
    };
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }
}
