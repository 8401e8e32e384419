// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Why;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * From what hurts to why. What several suffer from is asked before what one deploy did, and that
 * before what one service says: a fault further down explains those above it.
 */
final class Diagnosis {

  private final List<Rule> rules;
  private final Deque<Trouble> onTheWay = new ArrayDeque<>();

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

  /** Whether a trouble is being looked into already: two that call each other end there. */
  boolean isOnTheWay(Trouble trouble) {
    return onTheWay.contains(trouble);
  }

  Finding of(Scene scene, Trouble trouble) {
    onTheWay.push(trouble);
    try {
      for (Rule rule : rules) {
        Finding found = rule.look(scene, trouble);
        if (found != null) {
          return found;
        }
      }
      return unknown(scene, trouble);
    } finally {
      onTheWay.pop();
    }
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
        List.<Action>of(
            Commands.readLogs(scene.project(), service, "Read what it logs, and how it ends")));
  }
}
