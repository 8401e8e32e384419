// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Hourly peaks of services that do not exist, as real ones look. */
enum Simulated {
  /** Grows by 1 % of its level a day, with days, weekends and noise with heavy tails. */
  TREND_AND_SEASON {
    @Override
    double value(int hour, RandomGenerator random) {
      return (40 + 0.4 * hour / 24) * season(hour) * Math.exp(0.08 * heavy(random));
    }
  },
  SEASON {
    @Override
    double value(int hour, RandomGenerator random) {
      return 40 * season(hour) + 2 * heavy(random);
    }
  },
  NOISE {
    @Override
    double value(int hour, RandomGenerator random) {
      return 40 + 3 * heavy(random);
    }
  },
  /** Moves to one and a half times its level in the fourth week. */
  LEVEL_SHIFT {
    @Override
    double value(int hour, RandomGenerator random) {
      return (hour < 25 * 24 ? 40 : 60) * season(hour) + 2 * heavy(random);
    }
  },
  CONSTANT {
    @Override
    double value(int hour, RandomGenerator random) {
      return 2;
    }
  },
  /** Nearly always nothing, now and then one or two. */
  COUNTS_NEAR_ZERO {
    @Override
    double value(int hour, RandomGenerator random) {
      double left = Math.exp(-0.03);
      int count = 0;
      for (double product = random.nextDouble(); product > left; product *= random.nextDouble()) {
        count++;
      }
      return count;
    }
  };

  private static final long HOUR_MICROS = 3_600_000_000L;

  /** A Monday, 00:00. */
  static final long T0 = 1_738_540_800_000_000L;

  abstract double value(int hour, RandomGenerator random);

  List<Peak> hours(int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Peak> peaks = new ArrayList<>();
    for (int hour = 0; hour < count; hour++) {
      peaks.add(new Peak(T0 + hour * HOUR_MICROS, Math.max(0, value(hour, random))));
    }
    return peaks;
  }

  private static double season(int hour) {
    double day = 1 + 0.5 * Math.sin(2 * Math.PI * (hour % 24 - 8) / 24);
    return hour / 24 % 7 < 5 ? day : 0.6 * day;
  }

  /** Student's t with three degrees of freedom. */
  private static double heavy(RandomGenerator random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double normal = random.nextGaussian();
      squares += normal * normal;
    }
    return random.nextGaussian() / Math.sqrt(squares / 3);
  }
}
