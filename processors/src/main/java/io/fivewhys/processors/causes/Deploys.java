// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.FieldChange;
import io.fivewhys.RevisionChange;
import io.fivewhys.SignalKind;
import io.fivewhys.Suspect;
import io.fivewhys.Verdict;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deploys as causes look at them: when they began to matter, and what they changed. */
final class Deploys {

  /** A deploy that takes traffic this long before may be what hurts, until its verdict is known. */
  private static final long NEAR_MINUTES = 3;

  /** So many requests show that a new revision serves well. */
  private static final long LEAST_WELL = 20;

  /** One that was made longer ago is no deploy to wonder about, whenever its first request came. */
  private static final long RECENT_MINUTES = 60;

  private static final Pattern CODE =
      Pattern.compile("(container\\..*\\.)?image(_digest)?|labels\\..*");
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?i)(container\\..*\\.)?env\\..*(SECRET|TOKEN|KEY|AUTH|JWT|CREDENTIAL|PASSWORD|CLIENT_ID).*");

  /** What decides where a connection goes. */
  private static final Pattern WAY =
      Pattern.compile(
          "(?i)(container\\..*\\.)?env\\..*(HOST|URL|URI|ADDR|ENDPOINT|DB|SQL|PG|REDIS|CACHE|DSN|PORT|CONN).*"
              + "|connector|egress|network_interfaces|sql_instances|service_account");

  private static final Pattern CONNECTIONS =
      Pattern.compile(
          "(?i)(container\\..*\\.)?env\\..*(POOL|MAX_CONN|CONNECTIONS|WORKERS|CONCURRENCY).*"
              + "|scaling\\.(max|min)|concurrency");

  private Deploys() {}

  /** Minute from which it may do harm: of its creation, as its instances start from then on. */
  static long began(RevisionChange change) {
    Long traffic = change.getFirstTrafficAt();
    Long created = change.getCreatedAt();
    return Board.minuteOf(
        created != null ? created : traffic != null ? traffic : change.getObservedAt());
  }

  /** Minute of its first traffic or, where it has had none, of its creation. */
  private static long served(RevisionChange change) {
    Long traffic = change.getFirstTrafficAt();
    return traffic == null ? began(change) : Board.minuteOf(traffic);
  }

  /** Whether what hurts began as this deploy did, or shortly after. */
  static boolean isNear(RevisionChange change, Trouble trouble) {
    long from = trouble.span.from();
    return began(change) <= from + 1
        && began(change) >= from - RECENT_MINUTES
        && Math.max(began(change), served(change)) >= from - NEAR_MINUTES;
  }

  /** The latest change that is to blame for what hurts; null where none is. */
  static @Nullable RevisionChange blamed(Scene scene, Trouble trouble) {
    return trouble.service.changes().stream()
        .filter(change -> isBlamed(scene, change, trouble))
        .max(Comparator.comparingLong(Deploys::began).thenComparing(RevisionChange::getToRevision))
        .orElse(null);
  }

  private static boolean isBlamed(Scene scene, RevisionChange change, Trouble trouble) {
    if (began(change) > trouble.span.from() + 1
        || !failsMost(change, trouble) && !isRefused(change)) {
      return false;
    }
    boolean likely =
        isNear(change, trouble) && oldOneIsWell(change, trouble) && !ranWell(change, trouble);
    return switch (change.getVerdict()) {
      case REGRESSION -> !ranWell(change, trouble) || !leansOnElse(scene, change, trouble);
      case INSUFFICIENT_DATA ->
          likely || isRefused(change) && trouble.hasOnly(Symptom.Rule.STARTUP);
      case SHARED_CAUSE -> likely && onlyCallersSuffer(scene, trouble);
      case NO_EFFECT -> false;
    };
  }

  /** The platform itself says that the revision never became ready. */
  static boolean isRefused(RevisionChange change) {
    return change.getReadyAt() == null
        && change.getFindings().stream().anyMatch(each -> each.startsWith("never became ready"));
  }

  /**
   * Lines name something that cannot be reached, and the deploy changed nothing that leads there.
   */
  private static boolean leansOnElse(Scene scene, RevisionChange change, Trouble trouble) {
    Set<SignalKind> reaching = EnumSet.copyOf(Signals.SQL_CONNECTING);
    reaching.addAll(Signals.REDIS);
    reaching.addAll(Signals.HOSTS);
    return trouble.risen(reaching).stream()
            .filter(total -> scene.callee(trouble.service, total) == null)
            .anyMatch(trouble::inProportion)
        && change.getDiff().stream().noneMatch(each -> WAY.matcher(each.getField()).matches());
  }

  /** Whether the new revision had served well enough before the trouble began. */
  private static boolean ranWell(RevisionChange change, Trouble trouble) {
    Span well = new Span(served(change), trouble.span.from() - 1);
    if (well.minutes() == 0) {
      return false;
    }
    Counts before = trouble.service.counts(change.getToRevision(), well);
    return before.requests() >= LEAST_WELL
        && 4 * before.failedShare()
            <= trouble.service.counts(change.getToRevision(), trouble.span).failedShare();
  }

  /** What suffers alike in the same minutes does so because it calls this service. */
  private static boolean onlyCallersSuffer(Scene scene, Trouble trouble) {
    List<Trouble> others =
        scene.troubles().values().stream().filter(other -> other != trouble).toList();
    return !others.isEmpty()
        && others.stream().allMatch(other -> scene.isCalled(other, trouble.service));
  }

  /** Whether most of what fails, fails on the new revision. */
  private static boolean failsMost(RevisionChange change, Trouble trouble) {
    long failed = trouble.service.counts(change.getToRevision(), trouble.span).failed();
    long all = trouble.service.counts(trouble.span).failed();
    boolean requests = all > 0 && 2 * failed >= all;
    return requests
        || startsFailed(change.getToRevision(), trouble) * 2 > trouble.failedStarts()
        || all == 0 && change.getVerdict() == Verdict.REGRESSION;
  }

  private static boolean oldOneIsWell(RevisionChange change, Trouble trouble) {
    String old = change.getFromRevision();
    if (old == null) {
      return false; // nothing served before, so nothing says that it did not fail
    }
    Counts fresh = trouble.service.counts(change.getToRevision(), trouble.span);
    double now = fresh.requests() == 0 ? 1 : fresh.failedShare();
    return now >= 3 * trouble.service.counts(old, trouble.span).failedShare();
  }

  /** Failed starts of one revision. */
  static long startsFailed(String revision, Trouble trouble) {
    return trouble.service.signals(revision, trouble.span, Signals.FAILED_STARTS::contains).stream()
        .mapToLong(Total::count)
        .max()
        .orElse(0);
  }

  /** Whether what most likely did it is a setting, not the code. */
  static boolean isConfiguration(RevisionChange change, Trouble trouble) {
    boolean weighed = !change.getSuspects().isEmpty() && change.getSuspects().get(0).getScore() > 0;
    boolean rejected = changesCredentials(change) && !trouble.risen(Signals.REJECTIONS).isEmpty();
    return !weighed && (rejected || losesCredentials(change)) || isConfiguration(change);
  }

  static boolean isConfiguration(RevisionChange change) {
    List<Suspect> suspects = change.getSuspects();
    if (!suspects.isEmpty() && suspects.get(0).getScore() > 0) {
      return isSetting(suspects.get(0).getField());
    }
    return !change.getDiff().isEmpty()
        && change.getDiff().stream().map(FieldChange::getField).allMatch(Deploys::isSetting);
  }

  static boolean isSetting(String field) {
    return !CODE.matcher(field).matches();
  }

  static boolean changesCredentials(RevisionChange change) {
    return change.getDiff().stream()
        .anyMatch(each -> CREDENTIAL.matcher(each.getField()).matches());
  }

  private static boolean losesCredentials(RevisionChange change) {
    return change.getDiff().stream()
        .anyMatch(each -> each.getAfter() == null && CREDENTIAL.matcher(each.getField()).matches());
  }

  static boolean changesConnections(RevisionChange change) {
    return change.getDiff().stream()
        .anyMatch(each -> CONNECTIONS.matcher(each.getField()).matches());
  }

  static boolean changes(RevisionChange change, String... fields) {
    return change.getDiff().stream().anyMatch(each -> List.of(fields).contains(each.getField()));
  }

  /** Of a variable, wherever it is set. */
  static @Nullable FieldChange ofVariable(RevisionChange change, String name) {
    return change.getDiff().stream()
        .filter(each -> each.getField().endsWith("env." + name))
        .findFirst()
        .orElse(null);
  }

  /** The most likely differences first, in words. */
  static String differences(RevisionChange change) {
    List<String> suspects = change.getSuspects().stream().map(Suspect::getField).toList();
    Comparator<FieldChange> likelyFirst =
        Comparator.comparingInt(each -> {
          int at = suspects.indexOf(each.getField());
          return at < 0 ? Integer.MAX_VALUE : at;
        });
    return change.getDiff().stream()
        .sorted(likelyFirst.thenComparing(FieldChange::getField))
        .limit(5)
        .map(Deploys::inWords)
        .collect(Collectors.joining("; "));
  }

  static String inWords(FieldChange change) {
    if (change.getAfter() == null) {
      return change.getField() + " is gone";
    }
    if (change.getBefore() == null) {
      return change.getField() + " is new (" + change.getAfter() + ")";
    }
    return change.getField() + " went from " + change.getBefore() + " to " + change.getAfter();
  }
}
