// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.RevisionChange;
import io.fivewhys.SignalKind;
import io.fivewhys.Verdict;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A deploy of the service that hurts: its verdict says that the new revision fails and the old one
 * does not, or its instances do not start. What it changed says whether configuration or code.
 */
final class DeployRule implements Rule {

  /** Up to so long before, a deploy is worth a word that it was not the cause. */
  private static final long RECENT_MINUTES = 30;

  private static final Set<SignalKind> TURNED_AWAY =
      EnumSet.of(SignalKind.NO_INSTANCE, SignalKind.HTTP_429);

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    RevisionChange change = Deploys.blamed(scene, trouble);
    if (change == null || isLimit(trouble, change)) {
      clearOthers(trouble);
      return null;
    }
    return finding(scene, trouble, change);
  }

  /** What the new revision runs into is a limit that the deploy did not move. */
  private static boolean isLimit(Trouble trouble, RevisionChange change) {
    boolean memory = isLoud(trouble, EnumSet.of(SignalKind.MEMORY_LIMIT));
    boolean instances = isLoud(trouble, TURNED_AWAY);
    return memory && !Deploys.changes(change, "limits.memory", "concurrency")
        || instances && !Deploys.changes(change, "scaling.max", "concurrency", "limits.cpu");
  }

  private static boolean isLoud(Trouble trouble, Set<SignalKind> kinds) {
    List<Total> said = trouble.risen(kinds);
    return Whys.count(said) >= 2 && said.stream().anyMatch(trouble::inProportion);
  }

  static void clearOthers(Trouble trouble) {
    for (RevisionChange change : trouble.service.changes()) {
      long began = Deploys.began(change);
      boolean recent = began >= trouble.span.from() - RECENT_MINUTES && began <= trouble.span.to();
      if (recent && change.getVerdict() != Verdict.REGRESSION) {
        clear(trouble, trouble.place(), change, change.getReason());
      } else if (recent && began > trouble.span.from() + 1) {
        clear(trouble, trouble.place(), change, "it took traffic after the trouble began");
      }
    }
  }

  static void clear(Trouble trouble, Place service, RevisionChange change, String reason) {
    CauseKind kind =
        Deploys.isConfiguration(change) ? CauseKind.REVISION_CONFIG : CauseKind.REVISION_CODE;
    trouble.clear(
        new Exonerated(
            kind,
            service.component(),
            "not the deploy of " + change.getToRevision() + ": " + reason),
        new Cause(kind, service, change.getToRevision()));
  }

  static Finding finding(Scene scene, Trouble trouble, RevisionChange change) {
    String revision = change.getToRevision();
    Place service = trouble.place();
    Counts counts = trouble.service.counts(revision, trouble.span);
    boolean starting =
        (Deploys.startsFailed(revision, trouble) >= 2 || Deploys.isRefused(change))
            && !servedWell(counts);
    List<Total> missing = said(trouble, revision, Signals.MISSING);
    boolean named =
        missing.stream().anyMatch(total -> Deploys.ofVariable(change, total.target()) != null);
    CauseKind kind =
        named
                || Deploys.isConfiguration(change, trouble)
                    && missing.stream().noneMatch(DeployRule::isCode)
            ? CauseKind.REVISION_CONFIG
            : starting ? CauseKind.REVISION_STARTUP_FAILURE : CauseKind.REVISION_CODE;
    boolean slow = !starting && counts.failed() == 0;
    List<Why> whys = new ArrayList<>();
    List<Total> failures = failures(trouble, revision, starting);
    whys.add(
        Whys.of(
            starting
                ? "Why does " + service.name() + " not start?"
                : slow
                    ? "Why is " + service.name() + " slow?"
                    : "Why do requests of " + service.name() + " fail?",
            starting
                ? "instances of "
                    + revision
                    + " end before they serve"
                    + (Deploys.isRefused(change) ? ": " + change.getReason() : "")
                : (slow ? "requests are slower on " : "they fail on ")
                    + revision
                    + ": "
                    + change.getReason(),
            service,
            Basis.OBSERVED,
            starting
                ? Math.max(1, Deploys.startsFailed(revision, trouble))
                : slow ? counts.requests() : counts.failed(),
            failures.isEmpty() || slow
                ? announced(trouble.service, change, failures)
                : Whys.evidence(failures),
            failures.isEmpty() || slow
                ? Queries.change(change)
                : starting
                    ? Queries.signals(scene.project(), service, failures, trouble.span)
                    : Queries.failures(scene.project(), service, trouble.span)));
    if (!missing.isEmpty()) {
      whys.add(
          Whys.said(
              scene.project(),
              trouble,
              starting ? "Why do they end?" : "Why do they fail?",
              Missing.inWords(missing.get(0)),
              service,
              missing));
    }
    if (!change.getDiff().isEmpty()) {
      boolean blamedByName =
          !change.getSuspects().isEmpty() && change.getSuspects().get(0).getScore() >= 0.5;
      whys.add(
          Whys.deployed(
              "What did the deploy change?",
              Deploys.differences(change),
              service,
              named || blamedByName ? Basis.OBSERVED : Basis.INFERRED,
              change.getDiff().size(),
              announced(trouble.service, change, missing.isEmpty() ? failures : missing),
              change));
    }
    boolean decided = change.getVerdict() == Verdict.REGRESSION || starting;
    return new Finding(
        new Cause(kind, service, revision),
        decided && !whys.get(0).getEvidence().isEmpty() ? Basis.OBSERVED : Basis.INFERRED,
        starting ? 1 : trouble.share(counts.failed()),
        whys,
        decision(trouble, change, kind),
        actions(scene, trouble, change, missing));
  }

  /** The entry that shows the spec; where none came, what speaks of its effect. */
  static List<Evidence> announced(
      ServiceBoard service, RevisionChange change, List<Total> otherwise) {
    Evidence announcement = service.announcement(change.getToRevision());
    return announcement == null ? Whys.evidence(otherwise) : List.of(announcement);
  }

  private static boolean servedWell(Counts counts) {
    return counts.requests() >= 20 && counts.failedShare() < 0.5;
  }

  private static boolean isCode(Total missing) {
    return missing.kind() == SignalKind.MODULE_MISSING;
  }

  private static List<Total> said(Trouble trouble, String revision, Set<SignalKind> kinds) {
    return trouble.service.signals(revision, trouble.span, kinds::contains);
  }

  private static List<Total> failures(Trouble trouble, String revision, boolean starting) {
    List<Total> failures = said(trouble, revision, starting ? Signals.FAILED_STARTS : Signals.HTTP);
    return starting && !failures.isEmpty() ? failures.subList(0, 1) : failures;
  }

  private static Decision decision(Trouble trouble, RevisionChange change, CauseKind kind) {
    if (hasTraffic(trouble, change) && rollbackHelps(trouble, change)) {
      return Decision.ROLL_BACK;
    }
    return kind == CauseKind.REVISION_CONFIG ? Decision.FIX_CONFIG : Decision.INVESTIGATE;
  }

  private static boolean hasTraffic(Trouble trouble, RevisionChange change) {
    return change.getFirstTrafficAt() != null
        || trouble.service.counts(change.getToRevision(), trouble.span).requests() > 0;
  }

  private static boolean rollbackHelps(Trouble trouble, RevisionChange change) {
    String old = change.getFromRevision();
    String indicator = change.getIndicator();
    boolean slower = indicator != null && indicator.startsWith("latency");
    return old != null && (slower || failsLess(trouble, change, old));
  }

  private static boolean failsLess(Trouble trouble, RevisionChange change, String old) {
    return trouble.service.counts(old, trouble.span).failedShare()
        < 0.5 * trouble.service.counts(change.getToRevision(), trouble.span).failedShare() + 1e-9;
  }

  private static List<Action> actions(
      Scene scene, Trouble trouble, RevisionChange change, List<Total> missing) {
    List<Action> actions = new ArrayList<>();
    String old = change.getFromRevision();
    if (old != null && !hasTraffic(trouble, change)) {
      actions.add(
          new Action(
              "It serves nothing, and " + old + " still does: nothing has to be rolled back",
              null));
    } else if (old != null && rollbackHelps(trouble, change)) {
      Counts usual =
          trouble.service.counts(
              old, new Span(trouble.span.to() - Board.HORIZON_MINUTES, trouble.span.to()));
      actions.add(
          Commands.rollBack(
              change,
              "Send all traffic back to "
                  + old
                  + (usual.requests() == 0
                      ? ""
                      : ", which failed "
                          + Words.percent(usual.failedShare())
                          + " of its last "
                          + Words.count(usual.requests(), "request"))));
    } else if (old != null) {
      actions.add(new Action("A rollback will not help: " + old + " fails too", null));
    }
    for (Total each : missing) {
      if (each.kind() == SignalKind.CONFIG_MISSING) {
        actions.add(
            Commands.updateService(
                scene.project(),
                trouble.place(),
                "--update-secrets=" + Commands.quoted(each.target() + "=SECRET:VERSION"),
                "Set " + each.target() + " again, from its secret or as a plain variable"));
      }
    }
    actions.add(
        Commands.describeRevision(
            scene.project(),
            trouble.place(),
            change.getToRevision(),
            "See what it was told to be; it differs in: "
                + (change.getDiff().isEmpty()
                    ? "nothing that is known"
                    : Deploys.differences(change))));
    return actions;
  }
}
