// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Why;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From what hurts to why. What several suffer from is asked before what one deploy did, and that
 * before what one service says: a fault further down explains those above it.
 */
final class Diagnosis {

  private final List<Rule> rules;
  private final Deque<Trouble> onTheWay = new ArrayDeque<>();

  /** What was found at this look, so that those who call the same are not led down it again. */
  private final Map<Place, Finding> found = new HashMap<>();

  /** Whether something was passed over because it was on the way: then it holds for this way. */
  private boolean passedOver;

  Diagnosis() {
    this.rules =
        List.of(
            new TrafficRule(this),
            new CalleeRule(this, false),
            new ConnectorRule(),
            new SqlRule(true),
            new RedisRule(true),
            new SecretRule(),
            new CallerRule(),
            new DeployRule(),
            new SqlRule(false),
            new RedisRule(false),
            new MemoryRule(),
            new InstanceRule(),
            new StartupRule(),
            new HostRule(),
            new TimeoutRule(),
            new AuthRule(),
            new CalleeRule(this, true));
  }

  /** Of everything that hurts at one look. */
  SortedMap<Place, Finding> of(Scene scene) {
    found.clear();
    SortedMap<Place, Finding> findings = new TreeMap<>();
    for (Trouble trouble : scene.troubles().values()) {
      passedOver = false;
      findings.put(trouble.place(), of(scene, trouble));
    }
    return findings;
  }

  /** Whether a trouble is being looked into already: two that call each other end there. */
  boolean isOnTheWay(Trouble trouble) {
    boolean is = onTheWay.contains(trouble);
    passedOver |= is;
    return is;
  }

  Finding of(Scene scene, Trouble trouble) {
    Finding known = found.get(trouble.place());
    if (known != null) {
      return known;
    }
    boolean before = passedOver;
    passedOver = false;
    onTheWay.push(trouble);
    try {
      Finding finding = firstOf(scene, trouble);
      if (!passedOver) {
        found.put(trouble.place(), finding);
      }
      return finding;
    } finally {
      onTheWay.pop();
      passedOver |= before;
    }
  }

  private Finding firstOf(Scene scene, Trouble trouble) {
    for (Rule rule : rules) {
      Finding finding = rule.look(scene, trouble);
      if (finding != null) {
        return finding;
      }
    }
    return unknown(scene, trouble);
  }

  private static Finding unknown(Scene scene, Trouble trouble) {
    Place service = trouble.place();
    List<Why> whys = new ArrayList<>();
    List<Total> failures = trouble.risen(Signals.HTTP);
    if (!failures.isEmpty()) {
      whys.add(
          Whys.of(
              "Why does " + service.name() + " hurt?",
              Words.count(Whys.count(failures), "request") + " failed",
              service,
              Basis.OBSERVED,
              Whys.count(failures),
              Whys.evidence(failures),
              Queries.failures(scene.project(), service, trouble.span)));
    }
    whys.add(
        Whys.unknown(
            failures.isEmpty() ? "Why does " + service.name() + " hurt?" : "Why did they fail?",
            "nothing that was logged says why",
            service));
    return new Finding(
        Cause.of(CauseKind.UNKNOWN, service),
        Basis.UNKNOWN,
        0,
        whys,
        Decision.INVESTIGATE,
        List.of(Commands.readLogs(scene.project(), service, "Read what it logs, and how it ends")));
  }
}
