// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Outbox outbox = new Outbox(10);
  private final Recording topic = new Recording();

  @Test
  void what_is_acknowledged_may_be_committed_up_to_the_first_that_is_not() {
    add("a", 1, 10);
    add("b", 1, 11);
    add("a", 2, 12);
    outbox.pump(topic, 0);

    topic.acknowledge(0);
    topic.acknowledge(1);

    assertThat(topic.sent).containsExactly("a/1", "a/2", "b/1");
    assertThat(outbox.pump(topic, 0)).isEqualTo(2);
    assertThat(outbox.firstOffset()).hasValue(11);
    topic.acknowledge(2);
    assertThat(outbox.pump(topic, 0)).isEqualTo(1);
    assertThat(outbox.firstOffset()).isEmpty();
  }

  @Test
  void after_a_failure_all_from_the_first_unacknowledged_one_go_again_in_order() {
    add("a", 1, 10);
    add("a", 2, 11);
    add("a", 3, 12);
    outbox.pump(topic, 0);
    topic.acknowledge(0);
    topic.fail(1, "UNKNOWN");
    outbox.pump(topic, 0);
    assertThat(topic.sent).as("the topic has not failed the last one yet").hasSize(3);
    topic.fail(2, "CANCELLED");

    outbox.pump(topic, 0);
    add("a", 4, 13);
    outbox.pump(topic, 0);
    assertThat(topic.sent).as("before the pause is over").hasSize(3);
    assertThat(outbox.faults()).extracting(PublishFault::code).containsExactly("UNKNOWN");
    outbox.pump(topic, SECOND);

    assertThat(topic.sent).containsExactly("a/1", "a/2", "a/3", "resume a", "a/2", "a/3", "a/4");
    assertThat(outbox.firstOffset()).hasValue(11);
  }

  @Test
  void an_incident_that_fails_holds_up_no_other() {
    add("a", 1, 10);
    outbox.pump(topic, 0);
    topic.fail(0, "INVALID_ARGUMENT");
    add("b", 1, 11);

    outbox.pump(topic, 0);

    assertThat(topic.sent).containsExactly("a/1", "b/1");
  }

  @Test
  void pauses_grow_while_it_fails_and_start_anew_once_it_does_not() {
    add("a", 1, 10);
    List<Long> pauses = new ArrayList<>();
    long now = 0;
    for (int failure = 0; failure < 9; failure++) {
      outbox.pump(topic, now);
      topic.fail(topic.answers.size() - 1, "NOT_FOUND");
      outbox.pump(topic, now);
      long failedAt = now;
      int before = topic.answers.size();
      while (topic.answers.size() == before) {
        now += SECOND / 4;
        outbox.pump(topic, now);
      }
      pauses.add((now - failedAt) * 4 / SECOND);
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 128L);
  }

  @Test
  void another_topic_is_sent_everything_that_is_in_hand() {
    add("a", 1, 10);
    add("a", 2, 11);
    outbox.pump(topic, 0);
    topic.acknowledge(0);
    outbox.pump(topic, 0);
    assertThat(outbox.silentNanos(31 * SECOND)).isEqualTo(31 * SECOND);
    Recording other = new Recording();

    outbox.startOver(31 * SECOND);
    outbox.pump(other, 31 * SECOND);

    assertThat(other.sent).containsExactly("a/2");
    assertThat(outbox.silentNanos(31 * SECOND)).isZero();
  }

  private void add(String incident, int sequence, long offset) {
    outbox.add(offset, Steps.step(incident, sequence), 0);
  }

  /** Remembers what it is given, and answers when told. */
  private static final class Recording implements OrderedTopic {

    final List<String> sent = new ArrayList<>();
    final List<CompletableFuture<String>> answers = new ArrayList<>();

    @Override
    public CompletableFuture<String> publish(Escalation escalation) {
      sent.add(escalation.getIncidentId() + "/" + escalation.getSequence());
      answers.add(new CompletableFuture<>());
      return answers.getLast();
    }

    @Override
    public void resume(String orderingKey) {
      sent.add("resume " + orderingKey);
    }

    @Override
    public @Nullable PublishFault lastFault() {
      return null;
    }

    @Override
    public void close() {}

    void acknowledge(int number) {
      answers.get(number).complete("id");
    }

    void fail(int number, String code) {
      answers
          .get(number)
          .completeExceptionally(
              new PublishException(new PublishFault(code, "no"), new IllegalStateException()));
    }
  }
}
