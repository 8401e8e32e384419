// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.Arrays;

/**
 * A robust line through peaks, with a season that repeats: Theil and Sen's slope over pairs a whole
 * number of periods apart, so that the season cancels itself out; then medians. A slope that chance
 * explains is none. After a lasting step only what follows it counts.
 *
 * @param slope a step; zero where there is no trend
 * @param slopeError standard error of it
 * @param level at {@code middle}
 * @param season by phase, additive; of length 1 where two periods have not been seen
 * @param scale of what is left over
 * @param from index of the first peak that counts
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TrendLine(
    double slope,
    double slopeError,
    double level,
    double[] season,
    double scale,
    double middle,
    int from) {

  /** Of a normal distribution, 95 %. */
  private static final double SURE = 1.96;

  /** From the median of absolute values to a standard deviation. */
  private static final double MAD = 1.4826;

  /** A step explains what the line does not when it leaves over no more than this part. */
  private static final double STEP_SHARE = 0.6;

  private static final double MOST_INFLATION = 10;

  static TrendLine of(Peaks peaks, int count) {
    TrendLine whole = of(peaks, 0, count);
    int step = lastingStep(peaks, whole, count);
    return step == 0 ? whole : of(peaks, step, count);
  }

  private static TrendLine of(Peaks peaks, int from, int count) {
    long[] steps = Arrays.copyOfRange(peaks.steps(), from, count);
    double[] values = Arrays.copyOfRange(peaks.values(), from, count);
    long span = steps[steps.length - 1] - steps[0] + 1;
    int period = span >= 2L * peaks.step().period ? peaks.step().period : 1;
    double middle = (steps[0] + steps[steps.length - 1]) / 2.0;
    double[] slopes = slopes(steps, values, period);
    double slope = slopes.length == 0 ? 0 : median(slopes);
    TrendLine first = of(steps, values, slope, 0, middle, period, from);
    double[] interval = interval(slopes, steps, period, inflation(first.residuals(steps, values)));
    boolean sure = interval[0] > 0 || interval[1] < 0;
    double error = (interval[1] - interval[0]) / (2 * SURE);
    return of(steps, values, sure ? slope : 0, error, middle, period, from);
  }

  private static TrendLine of(
      long[] steps,
      double[] values,
      double slope,
      double slopeError,
      double middle,
      int period,
      int from) {
    double[] flat = new double[values.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = values[i] - slope * (steps[i] - middle);
    }
    double level = median(flat);
    double[] season = season(steps, flat, level, period);
    double[] rest = new double[flat.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = flat[i] - season[phase(steps[i], season)];
    }
    level = median(rest);
    double[] left = new double[rest.length];
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      left[i] = Math.abs(rest[i] - level);
      sum += left[i];
    }
    double scale = Math.max(MAD * median(left), sum / left.length);
    return new TrendLine(slope, slopeError, level, season, scale, middle, from);
  }

  /** Of pairs a whole number of periods apart. */
  private static double[] slopes(long[] steps, double[] values, int period) {
    double[] slopes = new double[steps.length * (steps.length - 1) / 2];
    int count = 0;
    int[] same = new int[steps.length];
    for (int phase = 0; phase < period; phase++) {
      int found = 0;
      for (int i = 0; i < steps.length; i++) {
        if (Math.floorMod(steps[i], (long) period) == phase) {
          same[found++] = i;
        }
      }
      for (int i = 0; i < found; i++) {
        for (int j = i + 1; j < found; j++) {
          long apart = steps[same[j]] - steps[same[i]];
          slopes[count++] = (values[same[j]] - values[same[i]]) / apart;
        }
      }
    }
    return Arrays.copyOf(slopes, count);
  }

  /** Between which slopes the true one lies, by Kendall's statistic (Sen 1968), phase by phase. */
  private static double[] interval(double[] slopes, long[] steps, int period, double inflation) {
    if (slopes.length == 0) {
      return new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
    }
    long[] phases = new long[period];
    for (long step : steps) {
      phases[(int) Math.floorMod(step, (long) period)]++;
    }
    double variance = 0;
    for (long n : phases) {
      variance += n * (n - 1) * (2 * n + 5) / 18.0;
    }
    double reach = SURE * Math.sqrt(variance * inflation);
    double[] sorted = slopes.clone();
    Arrays.sort(sorted);
    int low = (int) Math.floor((sorted.length - reach) / 2);
    int high = (int) Math.ceil((sorted.length + reach) / 2);
    return new double[] {
      sorted[Math.clamp(low, 0, sorted.length - 1)], sorted[Math.clamp(high, 0, sorted.length - 1)]
    };
  }

  /** Peaks that follow each other are alike: there is less to learn from each. */
  private static double inflation(double[] residuals) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < residuals.length; i++) {
      squares += residuals[i] * residuals[i];
      products += i == 0 ? 0 : residuals[i] * residuals[i - 1];
    }
    double alike = squares == 0 ? 0 : Math.clamp(products / squares, 0, 0.99);
    return Math.min(MOST_INFLATION, (1 + alike) / (1 - alike));
  }

  private double[] residuals(long[] steps, double[] values) {
    double[] residuals = new double[values.length];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = values[i] - at(steps[i]);
    }
    return residuals;
  }

  private static double[] season(long[] steps, double[] flat, double level, int period) {
    double[] season = new double[period];
    if (period > 1) {
      for (int phase = 0; phase < period; phase++) {
        double[] same = new double[flat.length];
        int count = 0;
        for (int i = 0; i < flat.length; i++) {
          if (Math.floorMod(steps[i], (long) period) == phase) {
            same[count++] = flat[i] - level;
          }
        }
        season[phase] = count == 0 ? 0 : median(Arrays.copyOf(same, count));
      }
    }
    return season;
  }

  /** Index of the first peak after a step that explains much more than the line; 0 without one. */
  private static int lastingStep(Peaks peaks, TrendLine line, int count) {
    int least = peaks.step().period;
    double[] flat = new double[count];
    double left = 0;
    for (int i = 0; i < count; i++) {
      long step = peaks.steps()[i];
      flat[i] = peaks.values()[i] - line.season[phase(step, line.season)];
      left += Math.abs(peaks.values()[i] - line.at(step));
    }
    double best = STEP_SHARE * left;
    double[] before = distances(flat);
    double[] after = distances(reversed(flat));
    int found = 0;
    for (int at = least; at <= count - least; at++) {
      double cost = before[at] + after[count - at];
      if (cost < best) {
        best = cost;
        found = at;
      }
    }
    return found;
  }

  /** How far the first so many values lie from their median, all together. */
  private static double[] distances(double[] values) {
    double[] sorted = new double[values.length];
    double[] distances = new double[values.length + 1];
    for (int count = 0; count < values.length; count++) {
      int place = Arrays.binarySearch(sorted, 0, count, values[count]);
      place = place < 0 ? -place - 1 : place;
      System.arraycopy(sorted, place, sorted, place + 1, count - place);
      sorted[place] = values[count];
      double sum = 0;
      for (int low = 0, high = count; low < high; low++, high--) {
        sum += sorted[high] - sorted[low];
      }
      distances[count + 1] = sum;
    }
    return distances;
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }

  private static int phase(long step, double[] season) {
    return (int) Math.floorMod(step, (long) season.length);
  }

  double at(long step) {
    return level + slope * (step - middle) + season[phase(step, season)];
  }

  /** How far from it a peak is usually found; more, the further from what was seen. */
  double spread(long step) {
    double drift = slopeError * (step - middle);
    return Math.max(Math.hypot(scale, drift), 1e-9 * (1 + Math.abs(level)));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
