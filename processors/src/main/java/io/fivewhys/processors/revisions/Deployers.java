// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.KnownActivity;
import io.fivewhys.KnownOperation;
import io.fivewhys.KnownRevision;
import io.fivewhys.KnownService;
import io.fivewhys.ServiceChanged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who made a revision, and with what. An activity knows the service's generation before the change;
 * the service's next announcement has one generation more and the operation that gave it, which the
 * revision names too. Where a link is missing, the generation alone or the time must do.
 */
final class Deployers {

  private static final int MOST = 100;
  private static final long TEN_MINUTES = 10 * KeptMinute.MICROS;
  private static final long ONE_HOUR = 60 * KeptMinute.MICROS;

  /** The platform's clocks agree no better than this: a revision may be older than its order. */
  private static final long SLACK = 10_000_000L;

  private static final Pattern DEPLOY =
      Pattern.compile(".*\\.(Create|Replace|Update)(Internal)?Service");

  private static final Comparator<KnownActivity> BY_TIME =
      Comparator.comparingLong(KnownActivity::getAt)
          .thenComparing(KnownActivity::getMethod)
          .thenComparing(activity -> String.valueOf(activity.getGeneration()))
          .thenComparing(activity -> String.valueOf(activity.getTool()))
          .thenComparing(activity -> String.valueOf(activity.getActor()));

  private static final Comparator<KnownOperation> BY_GENERATION =
      Comparator.comparingLong(KnownOperation::getGeneration)
          .thenComparing(KnownOperation::getOperationId);

  KnownService facts = new KnownService(List.of(), List.of());

  /**
   * @param at event time, microseconds
   */
  void changed(ServiceChanged change, long at) {
    KnownActivity activity =
        new KnownActivity(
            at,
            change.getMethod(),
            change.getActor(),
            change.getTool(),
            change.getGeneration(),
            change.getStatusCode());
    facts.setActivities(with(facts.getActivities(), activity, BY_TIME));
  }

  /** The service was announced with this generation. */
  void announced(@Nullable Long generation, @Nullable String operationId) {
    if (generation != null && operationId != null) {
      KnownOperation operation = new KnownOperation(generation, operationId);
      facts.setOperations(with(facts.getOperations(), operation, BY_GENERATION));
    }
  }

  /** The latest, in order, each once. */
  private static <T> List<T> with(List<T> known, T one, Comparator<T> order) {
    List<T> all = new ArrayList<>(known);
    if (!all.contains(one)) {
      all.add(one);
    }
    all.sort(order);
    return new ArrayList<>(all.subList(Math.max(0, all.size() - MOST), all.size()));
  }

  /** The activity that made a revision, null where none is known. */
  @Nullable KnownActivity of(RevisionHistory revision) {
    Long generation = generationByOperation(revision.facts);
    if (generation != null) {
      KnownActivity exact = byGeneration(generation, revision);
      return exact == null ? byTime(revision, generation) : exact;
    }
    Long told = revision.facts.getGeneration();
    KnownActivity likely = told == null ? null : byGeneration(told, revision);
    return likely == null ? byTime(revision, null) : likely;
  }

  /** The first generation whose operation is one of the revision's: traffic moves come later. */
  private @Nullable Long generationByOperation(KnownRevision revision) {
    return facts.getOperations().stream()
        .filter(operation -> revision.getOperationIds().contains(operation.getOperationId()))
        .map(KnownOperation::getGeneration)
        .findFirst()
        .orElse(null);
  }

  private @Nullable KnownActivity byGeneration(long generation, RevisionHistory revision) {
    return facts.getActivities().stream()
        .filter(Deployers::deploys)
        .filter(activity -> before(activity) + 1 == generation)
        .filter(activity -> precedes(activity, revision, ONE_HOUR))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  /**
   * @param generation that the activity must not contradict; null where it is not known
   */
  private @Nullable KnownActivity byTime(RevisionHistory revision, @Nullable Long generation) {
    if (revision.facts.getCreatedAt() == null) {
      return null;
    }
    return facts.getActivities().stream()
        .filter(Deployers::deploys)
        .filter(activity ->
            generation == null
                || activity.getGeneration() == null
                || before(activity) + 1 == generation)
        .filter(activity -> precedes(activity, revision, TEN_MINUTES))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  /** What is created has no generation yet. */
  private static long before(KnownActivity activity) {
    return Objects.requireNonNullElse(activity.getGeneration(), 0L);
  }

  private static boolean precedes(KnownActivity activity, RevisionHistory revision, long within) {
    Long created = revision.createdOrAnnounced();
    return created == null
        || activity.getAt() <= created + SLACK && activity.getAt() >= created - within;
  }

  /** Whether it may have made a revision: it succeeded, and moved more than traffic. */
  private static boolean deploys(KnownActivity activity) {
    String tool = activity.getTool();
    return activity.getStatusCode() == 0
        && DEPLOY.matcher(activity.getMethod()).matches()
        && (tool == null || !tool.contains("update-traffic"));
  }
}
