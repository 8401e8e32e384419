// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SetAsideTest {

  private final List<String> log = new ArrayList<>();
  private final SetAside aside = new SetAside();

  @Test
  void it_is_held_longer_each_time_and_let_go_of_once() {
    try (Timer timer = new Timer()) {
      for (int time = 0; time < 8; time++) {
        assertThat(aside.isNew("a")).isEqualTo(time == 0);
        aside.hold("a", () -> log.add("let go"), timer);
      }

      assertThat(timer.seconds).containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L, 640L);
      timer.due.getFirst().run();
      aside.release();
      timer.due.forEach(Runnable::run);
      assertThat(log).hasSize(8);
    }
  }

  @Test
  void the_latest_ids_are_remembered() {
    SeenIds seen = new SeenIds(2);
    seen.add("a");
    seen.add("b");
    assertThat(seen.contains("a")).isTrue();
    seen.add("c");

    assertThat(seen.contains("b")).as("seen longest ago").isFalse();
    assertThat(seen.contains("a")).isTrue();
    assertThat(seen.contains("c")).isTrue();
  }

  /** Runs nothing by itself. */
  private static final class Timer extends ScheduledThreadPoolExecutor {

    final List<Runnable> due = new ArrayList<>();
    final List<Long> seconds = new ArrayList<>();

    Timer() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      due.add(task);
      seconds.add(unit.toSeconds(delay));
      return super.schedule(() -> {}, 0, unit);
    }
  }
}
