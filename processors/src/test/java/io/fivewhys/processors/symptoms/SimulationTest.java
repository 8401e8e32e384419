// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often the rules err, on simulated services; RATIONALE.md has the table. */
class SimulationTest {

  private static final int TICKS_AN_HOUR = 360;
  private static final double[] RATES = {0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 600};
  private static final double[] NOISE = {0, 0.001, 0.002, 0.005};

  @Test
  void two_hundred_quiet_hours_page_nobody() {
    TreeSet<String> paged = new TreeSet<>();
    for (int service = 0; service < 40; service++) {
      double perMinute = RATES[service % RATES.length];
      // A burst is two errors at once: as many as one more error in 200 requests makes.
      double burstsAnHour = Math.min(2, perMinute * 60 / 400);
      Simulation simulation = new Simulation(service, perMinute);
      double noise = NOISE[service / RATES.length];
      for (int i = 0; i < 5 * TICKS_AN_HOUR; i++) {
        int burst = simulation.random() < burstsAnHour / TICKS_AN_HOUR ? 2 : 0;
        for (Symptom symptom : simulation.tick(noise, burst)) {
          if (symptom.pages()) {
            paged.add(service + ": " + symptom);
          }
        }
      }
    }
    assertThat(paged).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 1, 180, 0.95",
    "10, 0.5, 180, 0.95",
    "30, 0.2, 180, 0.95",
    "60, 0.05, 180, 0.9",
    "60, 0.1, 180, 0.95",
    "60, 1, 60, 0.95",
    "120, 0.05, 180, 0.95",
    "600, 0.05, 120, 0.95",
    "600, 1, 30, 0.95",
    "1, 1, 600, 0.95"
  })
  void an_incident_is_noticed_in_time(double perMinute, double share, long seconds, double power) {
    int noticed = 0;
    int dated = 0;
    int runs = 100;
    for (int seed = 0; seed < runs; seed++) {
      Noticed found = notice(seed, perMinute, share);
      noticed += found.seconds() <= seconds ? 1 : 0;
      // A minute of tolerance, and the one that has begun.
      dated += found.since() >= -120 && found.since() <= found.seconds() ? 1 : 0;
    }
    assertThat(noticed).as("noticed").isGreaterThanOrEqualTo((int) (power * runs));
    assertThat(dated).as("dated").isGreaterThanOrEqualTo(97);
  }

  record Noticed(long seconds, long since) {}

  /**
   * An hour at 0.1 % of errors, then the incident; seconds until it is noticed, and of its begin.
   */
  static Noticed notice(long seed, double perMinute, double share) {
    Simulation simulation = new Simulation(1_000 + seed, perMinute);
    int healthy = TICKS_AN_HOUR + (int) (simulation.random() * 6);
    for (int i = 0; i < healthy; i++) {
      assertThat(simulation.tick(0.001, 0)).as("before onset, seed %d", seed).isEmpty();
    }
    for (int i = 1; i <= 180; i++) {
      List<Symptom> hurts = simulation.tick(share, 0);
      if (!hurts.isEmpty()) {
        Symptom first = hurts.getFirst();
        long since = first.since() / 1_000_000 - Story.START * 60 - healthy * 10L;
        return new Noticed(10L * i, since);
      }
    }
    return new Noticed(Long.MAX_VALUE, Long.MIN_VALUE);
  }
}
