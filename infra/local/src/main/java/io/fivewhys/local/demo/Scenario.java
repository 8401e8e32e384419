// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * A timeline of happenings on a platform, and what its logs say of them. The same scenario, start
 * and randomness give the same recording.
 */
final class Scenario {

  private record Step(Duration after, Happening happening) {}

  private final Platform platform;
  private final Duration length;
  private final List<Step> steps = new ArrayList<>();

  Scenario(Platform platform, Duration length) {
    this.platform = platform;
    this.length = length;
  }

  /** In the order of time; what is at the same moment, in the order given. */
  Scenario at(Duration after, Happening happening) {
    steps.add(new Step(after, happening));
    return this;
  }

  /**
   * Something that lasts from begin to end. It sees the whole timeline, so it comes after all that
   * is at a moment.
   */
  Scenario throughout(Happening happening) {
    return at(length, happening);
  }

  Recording record(Instant start, SplittableGenerator random) {
    long from = start.getEpochSecond() * World.SECOND + start.getNano();
    World world = new World(platform, from, from + length.toNanos(), random.split());
    for (Step step : steps) {
      boolean lasts = step.after().equals(length);
      step.happening().happen(lasts ? from : from + step.after().toNanos(), world, random.split());
    }
    return world.recording();
  }
}
