// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import io.fivewhys.ComponentKind;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.objectives.Globs;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.windows.Tap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which events journeys want to see: requests and lines of the services that they name, told by the
 * key alone, and the first event of a project past each tick, so that their clock goes on with
 * everybody's. Not for use by more than one thread.
 */
public final class JourneyFilter implements Tap.Filter {

  /** More keys than this are asked for again. */
  private static final int MAX_KEYS = 10_000;

  private static final int KEY_PARTS = 5;

  private static final class Clock {
    long lastTick = Long.MIN_VALUE;
  }

  private record Speaker(boolean named, Clock clock) {}

  private final List<Objective> journeys;
  private final long tickNanos;
  private final Map<ByteBuffer, Speaker> speakers = new HashMap<>();
  private final Map<String, Clock> clocks = new HashMap<>();

  public JourneyFilter(List<Objective> journeys, Settings settings) {
    this.journeys = journeys;
    this.tickNanos = settings.get(Settings.TICK).toNanos();
  }

  @Override
  public boolean wants(byte[] key, PlatformEventHead head) {
    Speaker speaker = speakers.get(ByteBuffer.wrap(key));
    if (speaker == null) {
      speaker = speaker(new String(key, StandardCharsets.UTF_8));
      if (speakers.size() >= MAX_KEYS) {
        speakers.clear();
      }
      speakers.put(ByteBuffer.wrap(key.clone()), speaker);
    }
    long tick = Math.floorDiv(Math.min(head.eventTimeNanos, head.receiveTimeNanos), tickNanos);
    boolean ticks = tick > speaker.clock.lastTick;
    if (ticks) {
      speaker.clock.lastTick = tick;
    }
    return ticks || speaker.named && speaks(head.body);
  }

  private static boolean speaks(PlatformEventHead.Body body) {
    return body == PlatformEventHead.Body.REQUEST || body == PlatformEventHead.Body.LOG_LINE;
  }

  private Speaker speaker(String key) {
    String[] parts = key.split("/", -1);
    Clock clock = clocks.computeIfAbsent(parts[0], project -> new Clock());
    boolean service =
        parts.length == KEY_PARTS && parts[2].equals(ComponentKind.CLOUD_RUN_SERVICE.name());
    return new Speaker(
        service && journeys.stream().anyMatch(one -> names(one, parts[0], parts[1], parts[3])),
        clock);
  }

  private static boolean names(
      Objective objective, String project, String location, String service) {
    return objective.scope().matches(project, location, objective.name())
        && objective.indicator() instanceof Indicator.Journey journey
        && (Globs.matches(journey.total().component(), service)
            || journey.good() != null && Globs.matches(journey.good().component(), service));
  }
}
