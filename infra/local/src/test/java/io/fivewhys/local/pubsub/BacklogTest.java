// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a subscription does with its messages, step by step, on a clock of the test. */
class BacklogTest {

  private static final long LEASE = 10_000;
  private static final DeliverySettings PLAIN =
      new DeliverySettings(false, false, 0, 0, 0, 0, false);
  private static final DeliverySettings ORDERED =
      new DeliverySettings(true, false, 0, 0, 0, 0, false);

  private final AtomicLong sequence = new AtomicLong();
  private final Consumer consumer = new Consumer(0, 0);

  private static Backlog backlog(DeliverySettings settings) {
    return backlog(settings, PubSubFaults.NONE);
  }

  private static Backlog backlog(DeliverySettings settings, PubSubFaults faults) {
    return new Backlog("s", settings, faults, new AtomicLong(), () -> true);
  }

  private Stored stored(String key, String text) {
    return stored(key, text, 0);
  }

  private Stored stored(String key, String text, long now) {
    return Stored.of(
        sequence.incrementAndGet(),
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFromUtf8(text))
            .setOrderingKey(key)
            .setMessageId(text)
            .build(),
        now);
  }

  private void publish(Backlog backlog, String key, String... texts) {
    for (String text : texts) {
      backlog.add(List.of(stored(key, text)), 0);
    }
  }

  private List<Delivery> take(Backlog backlog, long now) {
    return take(backlog, consumer, now);
  }

  private static List<Delivery> take(Backlog backlog, Consumer consumer, long now) {
    return backlog.take(consumer, 1000, 1_000_000, LEASE, now);
  }

  private static List<String> texts(List<Delivery> deliveries) {
    return deliveries.stream().map(d -> d.stored().message().getData().toStringUtf8()).toList();
  }

  private static List<String> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::ackId).toList();
  }

  @Test
  void what_is_acknowledged_is_gone() {
    Backlog backlog = backlog(PLAIN);
    publish(backlog, "", "a", "b");

    Refused refused = backlog.acknowledge(ids(take(backlog, 0)), 1);

    assertThat(refused.isEmpty()).isTrue();
    assertThat(backlog.messages()).isZero();
    assertThat(backlog.leased()).isZero();
    assertThat(backlog.tick(LEASE)).isFalse();
  }

  @Test
  void what_comes_back_goes_before_what_is_newer() {
    Backlog backlog = backlog(PLAIN);
    publish(backlog, "", "a", "b", "c");
    take(backlog, 0);
    publish(backlog, "", "d");

    assertThat(backlog.tick(LEASE - 1)).isFalse();
    assertThat(backlog.tick(LEASE)).isTrue();

    assertThat(texts(take(backlog, LEASE))).containsExactly("a", "b", "c", "d");
  }

  @Test
  void an_old_acknowledgement_id_is_void_after_its_lease() {
    Backlog backlog = backlog(PLAIN);
    publish(backlog, "", "a");
    List<String> old = ids(take(backlog, 0));
    backlog.tick(LEASE);
    List<String> latest = ids(take(backlog, LEASE));

    assertThat(backlog.acknowledge(old, LEASE).permanent()).isEqualTo(old);
    assertThat(backlog.messages()).isEqualTo(1);
    assertThat(backlog.acknowledge(latest, LEASE).isEmpty()).isTrue();
    assertThat(backlog.messages()).isZero();
  }

  @Test
  void a_lease_lasts_as_long_as_it_was_extended() {
    Backlog backlog = backlog(PLAIN);
    publish(backlog, "", "a");
    List<String> ids = ids(take(backlog, 0));

    backlog.modifyDeadline(ids, 60, 5000);

    assertThat(backlog.tick(64_999)).isFalse();
    assertThat(backlog.tick(65_000)).isTrue();
  }

  @Test
  void a_consumer_gets_no_more_than_it_has_room_for() {
    Backlog backlog = backlog(PLAIN);
    Consumer narrow = new Consumer(2, 0);
    publish(backlog, "", "a", "b", "c");

    List<Delivery> first = take(backlog, narrow, 0);

    assertThat(texts(first)).containsExactly("a", "b");
    assertThat(take(backlog, narrow, 0)).isEmpty();
    backlog.acknowledge(ids(first.subList(0, 1)), 0);
    assertThat(texts(take(backlog, narrow, 0))).containsExactly("c");
  }

  @Test
  void one_message_may_pass_the_limit_of_bytes() {
    Backlog backlog = backlog(PLAIN);
    Consumer narrow = new Consumer(0, 1);
    publish(backlog, "", "a", "b");

    List<Delivery> first = take(backlog, narrow, 0);
    backlog.tick(LEASE);

    assertThat(texts(first)).containsExactly("a");
    assertThat(texts(take(backlog, narrow, LEASE))).containsExactly("a");
  }

  @Test
  void a_retry_waits_longer_with_each_failure() {
    Backlog backlog = backlog(new DeliverySettings(false, false, 0, 100, 300, 0, false));
    publish(backlog, "", "a");
    long now = 0;
    for (long wait : new long[] {100, 200, 300, 300}) {
      backlog.modifyDeadline(ids(take(backlog, now)), 0, now);
      assertThat(backlog.tick(now + wait - 1)).isFalse();
      assertThat(take(backlog, now + wait - 1)).isEmpty();
      now += wait;
      assertThat(backlog.tick(now)).isTrue();
    }
  }

  @Test
  void what_failed_as_often_as_it_may_is_given_up() {
    Backlog backlog = backlog(new DeliverySettings(false, false, 5, 0, 0, 0, false));
    publish(backlog, "", "a");
    for (int attempt = 1; attempt <= 5; attempt++) {
      List<Delivery> taken = take(backlog, 0);
      assertThat(taken.getFirst().attempt()).isEqualTo(attempt);
      backlog.modifyDeadline(ids(taken), 0, 0);
    }

    assertThat(backlog.messages()).isZero();
    assertThat(backlog.drainDeadLetters())
        .singleElement()
        .extracting(DeadLetter::failures)
        .isEqualTo(5);
    assertThat(backlog.drainDeadLetters()).isEmpty();
  }

  @Test
  void without_a_dead_letter_policy_no_attempt_is_told() {
    Backlog backlog = backlog(PLAIN);
    publish(backlog, "", "a");

    assertThat(take(backlog, 0).getFirst().attempt()).isZero();
  }

  @Test
  void a_refusal_takes_all_after_it_in_its_key_along() {
    Backlog backlog = backlog(ORDERED);
    publish(backlog, "k", "k1", "k2", "k3");
    publish(backlog, "l", "l1");
    List<String> ids = ids(take(backlog, 0));

    backlog.acknowledge(ids.subList(2, 3), 0);
    backlog.modifyDeadline(ids.subList(1, 2), 0, 0);

    assertThat(texts(take(backlog, 0))).containsExactly("k2", "k3");
    assertThat(backlog.leased()).isEqualTo(4);
  }

  @Test
  void a_key_stays_with_the_consumer_that_holds_some_of_it() {
    Backlog backlog = backlog(ORDERED);
    Consumer other = new Consumer(0, 0);
    publish(backlog, "k", "k1");
    List<Delivery> first = take(backlog, 0);
    publish(backlog, "k", "k2");

    assertThat(take(backlog, other, 0)).isEmpty();
    backlog.acknowledge(ids(first), 0);
    assertThat(texts(take(backlog, other, 0))).containsExactly("k2");
  }

  @Test
  void a_key_that_nobody_acknowledges_goes_to_another_consumer_in_order() {
    Backlog backlog = backlog(ORDERED);
    Consumer other = new Consumer(0, 0);
    publish(backlog, "k", "k1", "k2", "k3");
    backlog.take(consumer, 2, 1_000_000, LEASE, 0);

    assertThat(take(backlog, other, 0)).isEmpty();
    backlog.tick(LEASE);
    assertThat(texts(take(backlog, other, LEASE))).containsExactly("k1", "k2", "k3");
  }

  @Test
  void exactly_once_refuses_what_overtakes_in_its_key() {
    Backlog backlog = backlog(new DeliverySettings(true, true, 0, 0, 0, 0, false));
    publish(backlog, "k", "k1", "k2");
    List<String> ids = ids(take(backlog, 0));

    assertThat(backlog.acknowledge(ids.subList(1, 2), 0).unordered()).isEqualTo(ids.subList(1, 2));
    assertThat(backlog.acknowledge(ids, 0).isEmpty()).isTrue();
    assertThat(backlog.messages()).isZero();
  }

  @Test
  void a_blocked_key_waits_and_others_do_not() {
    Backlog backlog = backlog(new DeliverySettings(true, false, 0, 100, 100, 0, false));
    publish(backlog, "k", "k1", "k2");
    publish(backlog, "l", "l1");
    backlog.modifyDeadline(ids(backlog.take(consumer, 1, 1_000_000, LEASE, 0)), 0, 0);

    assertThat(texts(take(backlog, 0))).containsExactly("l1");
    assertThat(backlog.tick(100)).isTrue();
    assertThat(texts(take(backlog, 100))).containsExactly("k1", "k2");
  }

  @Test
  void what_is_older_than_the_retention_is_forgotten() {
    Backlog backlog = backlog(new DeliverySettings(true, false, 0, 0, 0, 1000, false));
    backlog.add(List.of(stored("", "a", 0), stored("k", "b", 0), stored("k", "c", 500)), 500);
    take(backlog, 500);

    backlog.tick(1001);

    assertThat(texts(take(backlog, 1001))).isEmpty();
    assertThat(backlog.messages()).isEqualTo(1);
    assertThat(backlog.leased()).isEqualTo(1);
  }

  @Test
  void retained_messages_can_be_sought_again() {
    Backlog backlog = backlog(new DeliverySettings(false, false, 0, 0, 0, 0, true));
    publish(backlog, "", "a", "b", "c");
    List<Delivery> taken = take(backlog, 0);
    backlog.acknowledge(ids(taken), 0);
    assertThat(take(backlog, 0)).isEmpty();

    backlog.seek(List.of(), stored -> stored.sequence() < 2, 0);

    assertThat(texts(take(backlog, 0))).containsExactly("b", "c");
    assertThat(backlog.acknowledge(ids(taken), 0).permanent()).hasSize(3);
    assertThat(backlog.messages()).isEqualTo(3);
  }

  @Test
  void a_seek_ends_the_leases_and_gives_consumers_their_room_back() {
    Backlog backlog = backlog(ORDERED);
    publish(backlog, "k", "a", "b");
    take(backlog, 0);

    backlog.seek(List.of(), stored -> false, 0);

    assertThat(consumer.messages()).isZero();
    assertThat(texts(take(backlog, 0))).containsExactly("a", "b");
  }

  @Test
  void a_fault_may_end_a_lease_early_whatever_was_granted() {
    PubSubFaults early =
        new PubSubFaults() {
          @Override
          public long leaseMillis(String subscription, String messageId, int attempt) {
            return attempt == 1 ? 50 : Long.MAX_VALUE;
          }
        };
    Backlog backlog = backlog(PLAIN, early);
    publish(backlog, "", "a");

    backlog.modifyDeadline(ids(take(backlog, 0)), 60, 0);
    assertThat(backlog.tick(50)).isTrue();
    take(backlog, 50);

    assertThat(backlog.tick(LEASE)).isFalse();
  }

  @Test
  void a_fault_may_hold_a_message_back() {
    PubSubFaults held =
        new PubSubFaults() {
          @Override
          public long holdBackMillis(String subscription, String messageId, int attempt) {
            return messageId.equals("a") ? 50 : 0;
          }
        };
    Backlog backlog = backlog(PLAIN, held);
    publish(backlog, "", "a", "b");

    assertThat(texts(take(backlog, 0))).containsExactly("b");
    assertThat(backlog.tick(50)).isTrue();
    assertThat(texts(take(backlog, 50))).containsExactly("a");
  }

  @Test
  void in_a_long_random_run_nothing_is_lost_and_keys_stay_in_order() {
    for (long seed = 0; seed < 30; seed++) {
      new RandomRun(seed).run();
    }
  }

  /** Consumers that acknowledge, refuse, forget and change at random. */
  private final class RandomRun {

    private static final int MESSAGES = 300;
    private static final long ENOUGH_MILLIS = 1_000_000;

    private final long seed;
    private final Random random;
    private final Backlog backlog;
    private final List<Delivery> held = new ArrayList<>();
    private final long[] reached = new long[4];
    private long now;

    RandomRun(long seed) {
      this.seed = seed;
      random = new Random(seed);
      PubSubFaults faults =
          new SeededFaults(seed, new SeededFaults.Rates(0.05, 0.1, 0.05, 0, 0, 200, 0));
      backlog = backlog(new DeliverySettings(true, seed % 2 == 0, 0, 0, 0, 0, false), faults);
    }

    void run() {
      int published = 0;
      Consumer consumer = new Consumer(20, 0);
      while (published < MESSAGES || backlog.messages() > 0) {
        now += random.nextInt(50);
        assertThat(now).as("seed %s: %s left", seed, backlog.messages()).isLessThan(ENOUGH_MILLIS);
        backlog.tick(now);
        if (published < MESSAGES) {
          int key = random.nextInt(4);
          backlog.add(List.of(stored(key == 0 ? "" : "k" + key, "m" + published++)), now);
        }
        if (random.nextInt(50) == 0) {
          consumer = new Consumer(20, 0);
          held.clear();
        }
        held.addAll(backlog.take(consumer, 1 + random.nextInt(5), 1_000_000, 2000, now));
        answer();
      }
      assertThat(backlog.leased()).as("seed %s", seed).isZero();
    }

    /** In the order of delivery, as clients do for each key. */
    private void answer() {
      while (!held.isEmpty() && random.nextInt(3) > 0) {
        Delivery first = held.removeFirst();
        List<String> id = ids(List.of(first));
        if (random.nextInt(10) == 0) {
          backlog.modifyDeadline(id, 0, now);
        } else if (backlog.acknowledge(id, now).isEmpty()) {
          inOrder(first.stored());
        }
      }
    }

    private void inOrder(Stored done) {
      String key = done.message().getOrderingKey();
      if (!key.isEmpty()) {
        int which = key.charAt(1) - '0';
        assertThat(done.sequence()).as("seed %s, key %s", seed, key).isGreaterThan(reached[which]);
        reached[which] = done.sequence();
      }
    }
  }
}
