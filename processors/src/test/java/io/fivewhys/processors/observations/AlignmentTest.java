// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Clock;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {

  private static final int PARTITIONS = 3;
  private static final long SECOND = 1_000_000_000L;

  private final Map<String, byte[]> state = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private Alignment alignment = fresh();

  @Test
  void waits_until_every_partition_has_reached_a_time() {
    say(0, 3, "a");
    clock(0, 10);
    clock(1, 10);
    assertThat(told).isEmpty();

    say(2, 1, "b");
    clock(2, 10);
    assertThat(told).containsExactly("b", "a", "10");
  }

  @Test
  void keeps_what_comes_after_a_clock_for_the_next() {
    clock(0, 10);
    say(0, 11, "after");
    say(1, 9, "before");
    clock(1, 10);
    clock(2, 10);
    assertThat(told).containsExactly("before", "10");

    clock(2, 20);
    clock(1, 20);
    clock(0, 20);
    assertThat(told).containsExactly("before", "10", "after", "20");
  }

  @Test
  void a_silence_that_goes_on_is_told_again_when_every_partition_says_so() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      clock(partition, 10);
      silence(partition, 1);
      silence(partition, 1);
    }
    assertThat(told).containsExactly("10", "silent");

    silence(0, 2);
    silence(1, 2);
    restart();
    assertThat(told).containsExactly("10", "silent");
    silence(2, 2);
    assertThat(told).containsExactly("10", "silent", "silent");
  }

  @Test
  void tells_a_clock_that_was_written_twice_once() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      clock(partition, 10);
      clock(partition, 10);
    }
    assertThat(told).containsExactly("10");
  }

  @Test
  void a_project_is_silent_when_it_is_in_every_partition() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      clock(partition, 10);
    }
    say(1, 10, "closed");
    silence(1);
    silence(0);
    assertThat(told).containsExactly("10");

    silence(2);
    assertThat(told).containsExactly("10", "closed", "silent");

    say(0, 21, "again");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      clock(partition, 30);
    }
    assertThat(told).containsExactly("10", "closed", "silent", "again", "30");
  }

  @Test
  void a_silence_that_only_one_partition_knows_of_holds_nothing_up() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      clock(partition, 10);
    }
    silence(0);
    clock(0, 20);
    silence(0);
    for (int partition = 1; partition < PARTITIONS; partition++) {
      clock(partition, 20);
    }
    assertThat(told).as("silent for the others too by then").containsExactly("10", "silent", "20");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_order_depends_neither_on_how_partitions_interleave_nor_on_restarts(long seed) {
    List<List<Runnable>> partitions = partitions(new SplittableRandom(99));
    partitions.forEach(partition -> partition.forEach(Runnable::run));
    List<String> expected = List.copyOf(told);
    assertThat(expected).hasSizeGreaterThan(300);

    told.clear();
    state.clear();
    alignment = fresh();
    SplittableRandom random = new SplittableRandom(seed);
    int[] at = new int[PARTITIONS];
    for (int left = partitions.stream().mapToInt(List::size).sum(); left > 0; ) {
      int partition = random.nextInt(PARTITIONS);
      if (at[partition] < partitions.get(partition).size()) {
        partitions.get(partition).get(at[partition]++).run();
        left--;
      }
      if (random.nextInt(20) == 0) {
        restart();
      }
    }

    assertThat(told).as("seed %d", seed).isEqualTo(expected);
    assertThat(state.keySet()).containsExactly("reached/acme");
  }

  private List<List<Runnable>> partitions(SplittableRandom random) {
    List<List<Runnable>> partitions = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      int partition = p;
      List<Runnable> says = new ArrayList<>();
      for (int tick = 1; tick <= 50; tick++) {
        for (int i = random.nextInt(5); i >= 0; i--) {
          long millis = (tick - 1) * 10L + random.nextInt(10);
          String text = partition + "-" + tick + "-" + i;
          says.add(() -> say(partition, millis, text));
        }
        long reached = tick * 10L;
        says.add(() -> clock(partition, reached));
        if (tick % 20 == 0) {
          says.add(() -> silence(partition));
        }
      }
      partitions.add(says);
    }
    return partitions;
  }

  private Alignment fresh() {
    return new Alignment(
        "acme",
        (key, value) -> {
          if (value == null) {
            state.remove(key);
          } else {
            state.put(key, value);
          }
        },
        message -> told.add(text(message)));
  }

  private void restart() {
    alignment = fresh();
    state.forEach(alignment::restore);
    alignment.restored();
  }

  private static String text(byte[] message) {
    if (!AvroCodec.begins(message, Topics.OBSERVATIONS.codec().header())) {
      return new String(message, StandardCharsets.UTF_8);
    }
    Clock clock = Topics.OBSERVATIONS.codec().decode(message);
    return clock.getSilent() ? "silent" : String.valueOf(clock.getReached() / SECOND);
  }

  private void say(int partition, long seconds, String text) {
    accept(partition, seconds, text.getBytes(StandardCharsets.UTF_8));
  }

  private void clock(int partition, long seconds) {
    Clock clock = new Clock("acme", seconds * SECOND, 0L, PARTITIONS, false);
    accept(partition, seconds, Topics.OBSERVATIONS.codec().encode(clock));
  }

  private void silence(int partition) {
    silence(partition, 0);
  }

  private void silence(int partition, long until) {
    Clock clock = new Clock("acme", 0L, until, PARTITIONS, true);
    accept(partition, 0, Topics.OBSERVATIONS.codec().encode(clock));
  }

  private void accept(int partition, long seconds, byte[] message) {
    alignment.accept(new Observation(partition, seconds * 1_000, message));
  }
}
