// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.Locale;

/**
 * What may become worse. Each has its share of the error α that all looks and indicators may make
 * together; the classes of errors are apart, as they have different causes.
 */
enum Indicator {
  ERRORS_5XX(0.4, 0, "5xx errors"),
  ERRORS_AUTH(0.1, 0, "401 and 403"),
  ERRORS_429(0.1, 0, "429"),
  LATENCY_P50(0.2, 0.50, "median latency"),
  LATENCY_P95(0.15, 0.95, "p95 latency"),
  LATENCY_P99(0.05, 0.99, "p99 latency");

  final double share;

  /** Of a latency; 0 for errors. */
  final double quantile;

  /** As a sentence names it. */
  final String words;

  Indicator(double share, double quantile, String words) {
    this.share = share;
    this.quantile = quantile;
    this.words = words;
  }

  boolean isLatency() {
    return quantile > 0;
  }

  /** As records and tables name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param cut bucket above which a request counts as slow; of a latency only
   */
  Counts count(Minute minute, int cut) {
    return switch (this) {
      case ERRORS_5XX -> new Counts(minute.requests(), minute.errors5xx());
      case ERRORS_AUTH -> new Counts(minute.requests(), minute.errorsAuth());
      case ERRORS_429 -> new Counts(minute.requests(), minute.errors429());
      case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> slow(minute, cut);
    };
  }

  private static Counts slow(Minute minute, int cut) {
    long measured = 0;
    long slow = 0;
    for (int i = 0; i < minute.buckets().length; i++) {
      measured += minute.counts()[i];
      if (minute.buckets()[i] > cut) {
        slow += minute.counts()[i];
      }
    }
    return new Counts(measured, slow);
  }
}
