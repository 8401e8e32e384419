// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.Evidence;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whys, each with how many entries say so, the earliest of them, and the query to count them. */
final class Whys {

  private static final int MOST_EVIDENCE = 5;

  private Whys() {}

  static Why of(
      String question,
      String answer,
      Place place,
      Basis basis,
      long count,
      List<Evidence> evidence,
      @Nullable String query) {
    Basis supported = basis == Basis.OBSERVED && evidence.isEmpty() ? Basis.INFERRED : basis;
    return new Why(question, answer, place.component(), supported, count, evidence, query);
  }

  /** What a service says of something, as the answer. */
  static Why said(
      String project,
      Trouble trouble,
      String question,
      String answer,
      Place about,
      List<Total> totals) {
    return of(
        question,
        answer,
        about,
        Basis.OBSERVED,
        count(totals),
        evidence(totals),
        Queries.signals(project, trouble.place(), totals, trouble.span));
  }

  static Why changed(String question, String answer, Place place, PlatformEvent event) {
    return of(question, answer, place, Basis.OBSERVED, 1, List.of(evidence(event, answer)), null);
  }

  static Why deployed(
      String question,
      String answer,
      Place place,
      Basis basis,
      long count,
      List<Evidence> evidence,
      RevisionChange change) {
    return of(question, answer, place, basis, count, evidence, Queries.change(change));
  }

  static Why unknown(String question, String answer, Place place) {
    return of(question, answer, place, Basis.UNKNOWN, 0, List.of(), null);
  }

  static long count(List<Total> totals) {
    return totals.stream().mapToLong(Total::count).sum();
  }

  static List<Evidence> evidence(List<Total> totals) {
    List<Evidence> all = new ArrayList<>();
    totals.forEach(total -> all.addAll(total.evidence()));
    all.sort(Comparator.comparingLong(Evidence::getTimestamp).thenComparing(Evidence::getInsertId));
    return all.stream().distinct().limit(MOST_EVIDENCE).toList();
  }

  static Evidence evidence(PlatformEvent event, String excerpt) {
    return new Evidence(
        event.getLogName(),
        event.getInsertId(),
        Math.floorDiv(event.getEntryTime(), 1_000),
        excerpt);
  }
}
