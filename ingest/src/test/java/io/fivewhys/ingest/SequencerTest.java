// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencerTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long HOLD = SECOND;

  private final Sequencer sequencer =
      new Sequencer(Settings.of(Map.of("ingest.hold", "1s", "windows.tick", "10s")));
  private final List<String> told = new ArrayList<>();
  private final Sequencer.Output output =
      new Sequencer.Output() {
        @Override
        public void append(DecodedEntry.Event event, Receipt receipt) {
          told.add(event.project() + " " + event.reachedNanos() / SECOND + " #" + event.id());
        }

        @Override
        public void repeated(DecodedEntry.Event event, Receipt receipt) {
          told.add("repeated #" + event.id());
        }

        @Override
        public void reach(String project, long nanos) {
          told.add(project + " reaches " + nanos / SECOND);
        }
      };

  @Test
  void lets_go_in_the_order_of_time_what_was_held_long_enough() {
    add("a", 12, 1, 0);
    add("a", 11, 2, HOLD / 2);
    sequencer.release(HOLD - 1, output);
    assertThat(told).isEmpty();

    sequencer.release(HOLD, output);
    assertThat(told).containsExactly("a reaches 10", "a 11 #2", "a 12 #1");
  }

  @Test
  void what_is_later_than_all_that_was_held_long_enough_waits() {
    add("a", 11, 1, 0);
    add("a", 13, 2, HOLD / 2);
    sequencer.release(HOLD, output);
    assertThat(told).containsExactly("a reaches 10", "a 11 #1");
    assertThat(sequencer.held()).isEqualTo(1);

    sequencer.release(HOLD + HOLD / 2, output);
    assertThat(told).last().isEqualTo("a 13 #2");
    assertThat(sequencer.held()).isZero();
  }

  @Test
  void the_clock_stands_before_the_first_event_of_a_tick() {
    for (int second : List.of(9, 10, 11, 35)) {
      add("a", second, second, 0);
    }
    sequencer.release(HOLD, output);
    assertThat(told)
        .containsExactly(
            "a reaches 0",
            "a 9 #9",
            "a reaches 10",
            "a 10 #10",
            "a 11 #11",
            "a reaches 30",
            "a 35 #35");
  }

  @Test
  void projects_have_clocks_of_their_own() {
    add("new", 1_000, 1, 0);
    add("old", 20, 2, HOLD / 2);
    sequencer.release(HOLD, output);
    assertThat(told).containsExactly("new reaches 1000", "new 1000 #1");

    sequencer.release(2 * HOLD, output);
    assertThat(told).endsWith("old reaches 20", "old 20 #2");
  }

  @Test
  void what_comes_late_goes_on_without_a_clock() {
    add("a", 30, 1, 0);
    sequencer.release(HOLD, output);
    add("a", 15, 2, 5 * HOLD);
    sequencer.release(6 * HOLD, output);
    assertThat(told).containsExactly("a reaches 30", "a 30 #1", "a 15 #2");
  }

  @Test
  void knows_an_entry_that_comes_again_while_it_waits() {
    add("a", 11, 7, 0);
    add("a", 11, 7, 1);
    sequencer.release(2 * HOLD, output);
    assertThat(told).containsExactly("a reaches 10", "a 11 #7", "repeated #7");
  }

  @Test
  void gives_up_what_waits() {
    add("a", 11, 7, 0);
    assertThat(sequencer.clear()).hasSize(1);
    sequencer.release(2 * HOLD, output);
    assertThat(told).isEmpty();
    assertThat(sequencer.held()).isZero();
  }

  @Test
  void says_the_clock_again_after_giving_up() {
    add("a", 11, 7, 0);
    sequencer.release(HOLD, output);
    sequencer.clear();
    add("a", 11, 7, 2 * HOLD);
    sequencer.release(3 * HOLD, output);
    assertThat(told).containsExactly("a reaches 10", "a 11 #7", "a reaches 10", "a 11 #7");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void the_same_events_give_the_same_order_however_they_are_mixed(long seed) {
    for (int id = 0; id < 1_000; id++) {
      add("a", 10 + id / 3, id, id * SECOND / 100);
    }
    sequencer.release(Long.MAX_VALUE / 2, output);
    List<String> expected = List.copyOf(told);
    told.clear();

    // Within half a hold, and let go at odd times.
    Sequencer other =
        new Sequencer(Settings.of(Map.of("ingest.hold", "1s", "windows.tick", "10s")));
    List<Integer> ids = new ArrayList<>();
    Random random = new Random(seed);
    for (int from = 0; from < 1_000; from += 50) {
      List<Integer> some = new ArrayList<>();
      for (int id = from; id < from + 50; id++) {
        some.add(id);
      }
      Collections.shuffle(some, random);
      ids.addAll(some);
    }
    for (int i = 0; i < ids.size(); i++) {
      long now = i * SECOND / 100;
      other.add(event("a", 10 + ids.get(i) / 3, ids.get(i)), Receipt.NONE, now);
      if (random.nextInt(7) == 0) {
        other.release(now, output);
      }
    }
    other.release(Long.MAX_VALUE / 2, output);

    assertThat(told).as("seed %d", seed).isEqualTo(expected);
  }

  private void add(String project, long second, long id, long nowNanos) {
    sequencer.add(event(project, second, id), Receipt.NONE, nowNanos);
  }

  private static DecodedEntry.Event event(String project, long second, long id) {
    return new DecodedEntry.Event(
        new byte[0], new byte[0], project, second * SECOND, second * SECOND, id);
  }
}
