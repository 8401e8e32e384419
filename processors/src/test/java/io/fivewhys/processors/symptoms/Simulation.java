// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ServiceMinute;
import io.fivewhys.processors.objectives.Configuration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One service under random traffic, told as the hot stage does: a snapshot of the open minute with
 * each tick of ten seconds, the last word five minutes after its end.
 */
final class Simulation {

  private static final int TICKS = 6;
  private static final int GRACE = 5;

  private final SplittableRandom random;
  private final double perMinute;
  private final Symptoms symptoms = new Symptoms(Configuration.DEFAULTS, Story.PROJECT);
  private final ArrayDeque<ServiceMinute> open = new ArrayDeque<>();
  private long tick;
  private long requests;
  private long errors;

  Simulation(long seed, double perMinute) {
    this.random = new SplittableRandom(seed);
    this.perMinute = perMinute;
  }

  double random() {
    return random.nextDouble();
  }

  /** Ten seconds; what hurts at their end. */
  List<Symptom> tick(double errorRate, int burst) {
    long came = poisson(perMinute / TICKS);
    requests += Math.max(came, burst);
    errors += Math.max(binomial(came, errorRate), burst);
    long minute = tick / TICKS;
    tick++;
    ServiceMinute now = Story.minute(Story.SERVICE, minute, requests, errors);
    now.setClosed(false);
    if (requests > 0) {
      symptoms.accept(now);
    }
    List<Symptom> hurts = symptoms.at(Story.START * Symptoms.MINUTE + tick * 10_000_000L - 1);
    if (tick % TICKS == 0) {
      close(now);
      requests = 0;
      errors = 0;
    }
    return hurts;
  }

  private void close(ServiceMinute minute) {
    open.add(minute);
    if (open.size() > GRACE) {
      ServiceMinute closed = open.remove();
      if (closed.getRequests() > 0) {
        symptoms.accept(ServiceMinute.newBuilder(closed).setClosed(true).build());
      }
    }
  }

  long ticks() {
    return tick;
  }

  private long poisson(double mean) {
    long count = 0;
    for (double left = mean - exponential(); left > 0; left -= exponential()) {
      count++;
    }
    return count;
  }

  private double exponential() {
    return -Math.log(1 - random.nextDouble());
  }

  private long binomial(long n, double p) {
    long hits = 0;
    for (long i = 0; i < n && p > 0; i++) {
      hits += random.nextDouble() < p ? 1 : 0;
    }
    return hits;
  }
}
