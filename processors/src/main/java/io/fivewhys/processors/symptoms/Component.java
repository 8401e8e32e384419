// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.state.KeyPart;
import io.fivewhys.processors.state.StateWriter;
import io.fivewhys.processors.symptoms.StateKey.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * One component: what was counted of it, also for each objective that counts otherwise, and what is
 * watched. Looks closer only while something bad may still count.
 */
final class Component {

  /** No test looks for anything bad further back than this. */
  private static final long SUSPECT_MINUTES = 6 * 60 + 5;

  private static final String OWN = "";

  final ComponentName name;
  final List<Objective> latencies;
  private final StateWriter state;
  private final TreeMap<String, History> histories = new TreeMap<>();
  private final List<Watch> watches = new ArrayList<>();
  private long lastBad = Long.MIN_VALUE / 2;
  private long lastStart = Long.MIN_VALUE;
  private long lastHeard = Long.MIN_VALUE / 2;
  private int open;

  Component(
      ComponentName name,
      List<Condition> conditions,
      List<Objective> latencies,
      StateWriter state) {
    this.name = name;
    this.latencies = latencies;
    this.state = state;
    for (Condition condition : conditions) {
      History history = history(countsApart(condition) ? condition.slo() : OWN);
      watches.add(new Watch(name, condition, history, state));
    }
    watches.sort(
        Comparator.comparing((Watch watch) -> watch.condition().rule())
            .thenComparing(watch -> watch.condition().slo()));
    history(OWN);
  }

  /** Objectives with thresholds of their own have their own counts of good and bad. */
  private static boolean countsApart(Condition condition) {
    return condition instanceof DependencyCondition
        || condition instanceof ShareCondition share && share.rule() == Symptom.Rule.LATENCY;
  }

  private History history(String slo) {
    return histories.computeIfAbsent(slo, key -> new History(new Place(name, key), state));
  }

  void accept(String source, long minute, long[] counts, Shape shape, boolean closed) {
    accept(OWN, source, minute, counts, shape, closed);
  }

  /**
   * @param slo the objective that these are the counts of
   */
  void accept(String slo, String source, long minute, long[] counts, Shape shape, boolean closed) {
    history(slo).accept(source, minute, counts, shape, closed);
    lastHeard = Math.max(lastHeard, minute);
    if (isBad(counts) || SlowdownCondition.isSlow(shape)) {
      lastBad = Math.max(lastBad, minute);
    }
  }

  private static boolean isBad(long[] counts) {
    for (int i = Counter.REQUESTS.ordinal() + 1; i < counts.length; i++) {
      if (counts[i] > 0 && i != Counter.STARTS.ordinal()) {
        return true;
      }
    }
    return false;
  }

  /** A request began in that minute: those that began long ago go on where a source fell silent. */
  void started(long minute) {
    lastStart = Math.max(lastStart, minute);
  }

  boolean speaks(long minute) {
    // State that was taken back says when the last request ended, not when it began.
    return (lastStart == Long.MIN_VALUE ? history(OWN).lastRequest() : lastStart) >= minute - 1;
  }

  boolean isForgotten(long minute) {
    return open == 0 && lastHeard < minute - Symptoms.FORGOTTEN_MINUTES;
  }

  /** Whether anything here may hurt; costs nothing to ask. */
  boolean isSuspect(long minute) {
    return open > 0
        || lastBad >= minute - SUSPECT_MINUTES
        || TrafficCondition.isSilent(history(OWN), minute);
  }

  void look(long minute, int speakers, List<Symptom> found) {
    open = 0;
    for (Watch watch : watches) {
      Symptom symptom = watch.look(minute, speakers);
      if (symptom != null) {
        open++;
        found.add(symptom);
      }
    }
  }

  /**
   * @param parts of the key
   */
  void restore(String[] parts, byte[] value) {
    if (parts[0].equals("watch")) {
      restoreWatch(KeyPart.text(parts[4]), value);
      return;
    }
    String source = parts[0].equals("open") ? KeyPart.text(parts[6]) : "";
    long minute = history(KeyPart.text(parts[4])).restore(parts[0], source, value);
    // What was bad, and when, is not kept: the next looks are close ones.
    lastBad = Math.max(lastBad, minute);
    lastHeard = Math.max(lastHeard, minute);
  }

  private void restoreWatch(String id, byte[] value) {
    for (Watch watch : watches) {
      if (watch.id().equals(id)) {
        watch.restore(value);
        open += watch.isOpen() ? 1 : 0;
      }
    }
  }

  void forget() {
    histories.values().forEach(History::forget);
    watches.forEach(Watch::forget);
  }
}
