// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.Control;
import io.fivewhys.FieldChange;
import io.fivewhys.KnownActivity;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.SignatureCount;
import io.fivewhys.Suspect;
import io.fivewhys.Verdict;
import io.fivewhys.processors.verdicts.Judgement;
import io.fivewhys.processors.verdicts.Minute;
import io.fivewhys.processors.verdicts.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Looks at one change: everything that is known of it at an instant, as a record. */
final class ChangeLook {

  private static final int MOST_TEXTS = 10;

  private final Function<Trial, Judgement> judge;
  private final Predecessors predecessors;
  private final Trials trials;
  private final long finalAfterMicros;

  ChangeLook(
      Function<Trial, Judgement> judge,
      Predecessors predecessors,
      Trials trials,
      long finalAfterMicros) {
    this.judge = judge;
    this.predecessors = predecessors;
    this.trials = trials;
    this.finalAfterMicros = finalAfterMicros;
  }

  /** The revision that {@code to} took over from, as far as is known by now. */
  @Nullable RevisionHistory from(ServiceHistory service, RevisionHistory to) {
    RevisionHistory from = predecessors.of(service, to);
    return from == null && to.change != null ? service.known(to.change.getFromRevision()) : from;
  }

  /**
   * @param services of the project
   * @param at event time, microseconds
   * @return without a sequence
   */
  RevisionChange look(
      Collection<ServiceHistory> services,
      ServiceHistory service,
      RevisionHistory to,
      @Nullable RevisionHistory from,
      long at) {
    Trial trial = to.served() ? trials.trial(services, service, to, from) : null;
    Judgement judgement = trial == null ? Untried.judgement(service, to) : judge.apply(trial);
    List<FieldChange> diff = diff(to, from);
    List<String> fresh = trial == null ? List.of() : trial.newSignatures();
    KnownActivity deploy = service.deployers.of(to);
    boolean regression = judgement.verdict() == Verdict.REGRESSION;
    return RevisionChange.newBuilder()
        .setProject(service.name.project())
        .setLocation(service.name.location())
        .setService(service.name.service())
        .setFromRevision(from == null ? null : from.name)
        .setToRevision(to.name)
        .setObservedAt(at)
        .setFinal$(at >= opened(to) + finalAfterMicros)
        .setCreatedAt(to.facts.getCreatedAt())
        .setReadyAt(to.facts.getReadyAt())
        .setFirstTrafficAt(to.served() ? to.firstTraffic : null)
        .setRestoredAt(regression ? Restoration.restoredAt(service, to, at) : null)
        .setActor(deploy == null ? null : deploy.getActor())
        .setTool(deploy == null ? null : deploy.getTool())
        .setDiff(diff)
        .setSuspects(
            regression || to.neverReady() ? suspects(diff, to, trial, judgement) : List.of())
        .setFindings(Findings.of(to, from))
        .setVerdict(judgement.verdict())
        .setIndicator(judgement.indicator())
        .setControl(judgement.control())
        .setRequestsBefore(judgement.requestsBefore())
        .setRequestsAfter(judgement.requestsAfter())
        .setErrorRateBefore(judgement.errorRateBefore())
        .setErrorRateAfter(judgement.errorRateAfter())
        .setEffect(judgement.effect())
        .setEffectLow(judgement.effectLow())
        .setEffectHigh(judgement.effectHigh())
        .setPValue(judgement.pValue())
        .setLatencyP95BeforeMs(judgement.latencyP95BeforeMs())
        .setLatencyP95AfterMs(judgement.latencyP95AfterMs())
        .setLatencyChanged(judgement.latencyChanged())
        .setNewSignatures(fresh)
        .setReason(judgement.reason())
        .setRequestsNeeded(judgement.requestsNeeded())
        .build();
  }

  /** From when on it is counted how long a change is open. */
  static long opened(RevisionHistory to) {
    return to.served() ? to.firstTraffic : to.since();
  }

  private static List<FieldChange> diff(RevisionHistory to, @Nullable RevisionHistory from) {
    RevisionSpec before = from == null ? null : from.spec();
    RevisionSpec after = to.spec();
    return before == null || after == null ? List.of() : SpecDiff.between(before, after);
  }

  private static List<Suspect> suspects(
      List<FieldChange> diff, RevisionHistory to, @Nullable Trial trial, Judgement judgement) {
    List<String> texts = new ArrayList<>();
    String failure = to.facts.getFailure();
    if (to.neverReady() && failure != null) {
      texts.add(failure);
    }
    Trials.mostFrequent(to.minutes.values()).stream()
        .limit(MOST_TEXTS)
        .forEach(signature -> add(texts, signature));
    // Without traffic there is nothing to compare with: all its errors are news.
    List<String> fresh = trial == null ? List.copyOf(texts) : trial.newSignatures();
    return Suspects.rank(
        diff,
        new Symptoms(judgement.indicator(), texts, fresh),
        to.neverReady() || trial == null ? 1 : concentration(trial, judgement));
  }

  private static void add(List<String> texts, SignatureCount signature) {
    texts.add(signature.getSignature());
    texts.add(signature.getExample());
  }

  private static double concentration(Trial trial, Judgement judgement) {
    String indicator = String.valueOf(judgement.indicator());
    ToLongFunction<Minute> errors =
        switch (indicator) {
          case "errors_auth" -> Minute::errorsAuth;
          case "errors_429" -> Minute::errors429;
          default -> Minute::errors5xx;
        };
    Double slowBefore = judgement.latencyP95BeforeMs();
    Double slowAfter = judgement.latencyP95AfterMs();
    if (indicator.startsWith("latency") && slowBefore != null && slowAfter != null) {
      return Suspects.concentration(slowBefore, slowAfter);
    }
    double after = rate(trial.fresh(), errors);
    Double effect = judgement.effect();
    double before =
        effect != null && judgement.control() != Control.NONE
            ? after - effect
            : rate(trial.old(), errors);
    return Suspects.concentration(before, after);
  }

  private static double rate(List<Minute> minutes, ToLongFunction<Minute> errors) {
    long requests = minutes.stream().mapToLong(Minute::requests).sum();
    return requests == 0 ? 0 : (double) minutes.stream().mapToLong(errors).sum() / requests;
  }
}
