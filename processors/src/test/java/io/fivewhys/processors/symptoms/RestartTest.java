// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restart at any moment changes nothing. */
class RestartTest {

  @Test
  void what_hurts_is_the_same_after_a_restart_at_any_minute() {
    assertThat(told(true)).isEqualTo(told(false)).isNotEmpty();
  }

  @Test
  void a_snapshot_replaces_one_from_before_the_restart() {
    Story story = new Story().requests(0, 30, 60, 0);
    story.tell(open(30, 60, 20));
    story.restart();
    story.tell(open(30, 60, 20)).tell(open(31, 60, 20));
    assertThat(story.after(31)).singleElement().satisfies(it -> assertThat(it.bad()).isEqualTo(40));
  }

  private static ServiceMinute open(long minute, long requests, long errors) {
    return ServiceMinute.newBuilder(Story.minute(Story.SERVICE, minute, requests, errors))
        .setClosed(false)
        .build();
  }

  private static List<List<Symptom>> told(boolean restarting) {
    Story story = new Story();
    List<List<Symptom>> told = new ArrayList<>();
    for (long minute = 0; minute < 300; minute++) {
      boolean failing = minute >= 40 && minute < 200;
      ServiceMinute now =
          Story.minute(Story.SERVICE, minute, 50, failing ? 7 : minute % 60 == 0 ? 1 : 0);
      now.setLatencyHistogram(Story.histogram(minute >= 100 && minute < 110 ? 2_000 : 80, 50));
      now.setClosed(minute % 7 != 0);
      story.tell(now);
      if (minute >= 220 && minute < 240) {
        story.signal(minute, SignalKind.CONTAINER_EXIT, 1);
      }
      told.add(story.after(minute));
      if (restarting) {
        story.restart();
      }
    }
    return told;
  }
}
