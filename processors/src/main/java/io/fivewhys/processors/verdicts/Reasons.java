// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.Control;
import io.fivewhys.processors.verdicts.Trial.Neighbour;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sentence that a verdict comes with: what, how much, against what. */
final class Reasons {

  private Reasons() {}

  static String regression(Case found, Comparison worse) {
    return say(
        "%s rose from %s, with %s as the control",
        worse.indicator.words, rise(worse), control(found));
  }

  static String sharedWithOld(Trial trial, Comparison worse, Counts same) {
    return say(
        "not the deploy: %s rose from %s, and %s suffered alike in the same minutes (%s)",
        worse.indicator.words, rise(worse), trial.from(), share(worse, same));
  }

  static String beganBefore(Trial trial, Comparison worse, Counts recent) {
    return say(
        "not the deploy: %s rose from %s, but that began on %s before %s took traffic (%s)",
        worse.indicator.words, rise(worse), trial.from(), trial.to(), share(worse, recent));
  }

  static String sharedWithNeighbours(Trial trial, Comparison worse, List<Neighbour> alike) {
    return say(
        "not the deploy alone: %s rose from %s, and in the same minutes so did they on %s",
        worse.indicator.words, rise(worse), named(alike));
  }

  static String maybeShared(Comparison worse, List<Neighbour> maybe) {
    return say(
        "too early to blame the deploy: %s rose from %s, but in the same minutes they may have risen too on %s",
        worse.indicator.words, rise(worse), named(maybe));
  }

  static String maybeSharedWithOld(Trial trial, Comparison worse, Counts same) {
    return say(
        "too early to blame the deploy: %s rose from %s, but too little is known of %s in the same minutes (%s)",
        worse.indicator.words, rise(worse), trial.from(), share(worse, same));
  }

  private static String named(List<Neighbour> neighbours) {
    return neighbours.stream()
        .map(neighbour -> neighbour.service() + " (shares " + neighbour.shared() + ")")
        .collect(Collectors.joining(", "));
  }

  static String noEffect(Case found, Effects effects) {
    Comparison errors = found.errors();
    String latencies =
        found.latencyChanged()
            ? say(
                "; latencies are distributed otherwise, p95 went from %s",
                fromTo(found.of(Indicator.LATENCY_P95)))
            : "";
    if (errors.isImproved()) {
      return say(
          "better than before: 5xx errors fell from %s (95 %% interval of the change: %s to %s), with %s as the control%s",
          rise(errors),
          points(errors.fresh.less(errors.control).low()),
          points(errors.fresh.less(errors.control).high()),
          control(found),
          latencies);
    }
    return say(
        "%s of %s failed, as did %s of %s on %s; a rise by %s would have shown%s",
        percent(errors.fresh.rate()),
        requests(errors.fresh.requests()),
        percent(errors.control.rate()),
        requests(errors.control.requests()),
        control(found),
        percent(effects.leastRise(errors.control.rate())),
        latencies);
  }

  static String insufficient(Case found, Comparison foremost, @Nullable Long needed) {
    String more =
        needed == null
            ? "too few requests on " + control(found) + " to ever tell"
            : say("about %,d more requests are needed", needed);
    if (foremost.indicator.isLatency()) {
      return say(
          "too little to tell: %s went from %s; %s",
          foremost.indicator.words, fromTo(foremost), more);
    }
    return say(
        "too little to tell: %s on %,d of %s, and %,d of %s on %s; %s",
        foremost.indicator.words,
        foremost.fresh.hits(),
        requests(foremost.fresh.requests()),
        foremost.control.hits(),
        requests(foremost.control.requests()),
        control(found),
        more);
  }

  static String noControl(Case found) {
    return found.trial().from().isEmpty()
        ? "no revision is known that served before it, so there is nothing to compare with"
        : say("%s had no request to compare with", found.trial().from());
  }

  private static String control(Case found) {
    return found.control() == Control.SAME_MINUTES
        ? found.trial().from() + " in the same minutes"
        : found.trial().from() + " in the minutes before";
  }

  private static String rise(Comparison worse) {
    return worse.indicator.isLatency()
        ? fromTo(worse)
        : say(
            "%s to %s (%,d of %s against %,d of %s)",
            percent(worse.control.rate()),
            percent(worse.fresh.rate()),
            worse.fresh.hits(),
            requests(worse.fresh.requests()),
            worse.control.hits(),
            requests(worse.control.requests()));
  }

  /** Of a latency. */
  private static String fromTo(Comparison worse) {
    double q = worse.indicator.quantile;
    return say("%s to %s", millis(worse.controlLatencies, q), millis(worse.freshLatencies, q));
  }

  private static String share(Comparison worse, Counts counts) {
    return say(
        "%s of %s%s",
        percent(counts.rate()),
        requests(counts.requests()),
        worse.indicator.isLatency() ? " as slow" : "");
  }

  private static String requests(long count) {
    return count == 1 ? "1 request" : say("%,d requests", count);
  }

  /** In the same words wherever it runs. */
  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String points(double difference) {
    return "−" + percent(-difference);
  }

  /** Two significant digits. */
  static String percent(double rate) {
    double percent = 100 * rate;
    int digits = percent == 0 || percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : 2;
    return say("%." + digits + "f %%", percent);
  }

  private static String millis(Latencies latencies, double q) {
    return latencies.isEmpty() ? "unknown" : say("%,.0f ms", latencies.quantile(q));
  }
}
