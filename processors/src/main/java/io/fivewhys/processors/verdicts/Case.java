// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.Control;
import io.fivewhys.Verdict;
import io.fivewhys.processors.verdicts.Counts.Difference;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A revision against one control by every indicator, and the judgement worded from it. */
record Case(Trial trial, Sides all, Control control, List<Comparison> comparisons) {

  Comparison of(Indicator indicator) {
    return comparisons.get(indicator.ordinal());
  }

  Comparison errors() {
    return of(Indicator.ERRORS_5XX);
  }

  private @Nullable Comparison p95() {
    return comparisons.size() > Indicator.LATENCY_P95.ordinal() ? of(Indicator.LATENCY_P95) : null;
  }

  Judgement regression(Comparison worse) {
    return judgement(Verdict.REGRESSION, worse, Reasons.regression(this, worse), null);
  }

  Judgement shared(Comparison worse, String reason) {
    return judgement(Verdict.SHARED_CAUSE, worse, reason, null);
  }

  /** Worse, but it may not be alone. */
  Judgement unclear(Comparison worse, String reason) {
    return judgement(Verdict.INSUFFICIENT_DATA, worse, reason, null);
  }

  Judgement noEffect(Effects effects) {
    return judgement(Verdict.NO_EFFECT, null, Reasons.noEffect(this, effects), null);
  }

  Judgement insufficient(@Nullable Long requestsNeeded) {
    Comparison foremost =
        comparisons.stream()
            .filter(Comparison::matters)
            .max(Comparator.comparingDouble(Comparison::stake))
            .orElse(null);
    return judgement(
        Verdict.INSUFFICIENT_DATA,
        foremost,
        Reasons.insufficient(this, foremost == null ? errors() : foremost, requestsNeeded),
        requestsNeeded);
  }

  Judgement withoutControl() {
    return judgement(Verdict.INSUFFICIENT_DATA, null, Reasons.noControl(this), null);
  }

  private Judgement judgement(
      Verdict verdict, @Nullable Comparison decisive, String reason, @Nullable Long needed) {
    Comparison errors = errors();
    boolean compared = errors.fresh.requests() > 0 && errors.control.requests() > 0;
    Comparison shown = decisive == null ? errors : decisive;
    Difference effect = compared ? shown.fresh.less(shown.control) : null;
    double bet = comparisons.stream().mapToDouble(Comparison::stake).sum();
    return new Judgement(
        verdict,
        decisive == null ? null : decisive.indicator.label(),
        compared ? control : Control.NONE,
        errors.control.requests(),
        all.fresh().requests(),
        errors.control.requests() == 0 ? null : errors.control.rate(),
        errors.fresh.requests() == 0 ? null : errors.fresh.rate(),
        effect == null ? null : effect.effect(),
        effect == null ? null : effect.low(),
        effect == null ? null : effect.high(),
        compared ? Math.min(1, 1 / bet) : null,
        quantile(false),
        quantile(true),
        latencyChanged(),
        reason,
        needed);
  }

  private @Nullable Double quantile(boolean fresh) {
    Comparison p95 = p95();
    if (p95 == null) {
      return null;
    }
    Latencies latencies = fresh ? p95.freshLatencies : p95.controlLatencies;
    return latencies.isEmpty() ? null : latencies.quantile(0.95);
  }

  boolean latencyChanged() {
    Comparison p95 = p95();
    return p95 != null && p95.freshLatencies.differsFrom(p95.controlLatencies);
  }
}
