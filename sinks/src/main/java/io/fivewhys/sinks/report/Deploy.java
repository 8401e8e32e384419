// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One revision taking over from another, as its latest row in the warehouse tells. Texts are masked
 * and redacted, but written by strangers.
 *
 * @param from null where none is known
 * @param actor who deployed; null where nobody said
 * @param tool with what, as its caller called itself
 * @param comparison null for all but the newest, so that a page stays small
 */
public record Deploy(
    String project,
    String location,
    String service,
    @Nullable String from,
    String to,
    boolean isFinal,
    Times times,
    @Nullable String actor,
    @Nullable String tool,
    Ruling ruling,
    List<FieldDiff> diff,
    List<Suspect> suspects,
    List<String> findings,
    List<String> newSignatures,
    @Nullable Comparison comparison) {

  private static final String COMMAND = "command/";

  /**
   * Milliseconds of the epoch.
   *
   * @param at the first request, or where there was none, when it became ready or was made
   * @param ready null: never, or nobody said so
   */
  public record Times(
      long at,
      @Nullable Long created,
      @Nullable Long ready,
      @Nullable Long firstTraffic,
      @Nullable Long restored) {}

  /** The verdict with its figures, as in {@code io.fivewhys.RevisionChange}. */
  public record Ruling(
      String verdict,
      @Nullable String indicator,
      String control,
      long requestsBefore,
      long requestsAfter,
      @Nullable Double errorRateBefore,
      @Nullable Double errorRateAfter,
      @Nullable Double effect,
      @Nullable Double effectLow,
      @Nullable Double effectHigh,
      @Nullable Double pValue,
      @Nullable Double p95Before,
      @Nullable Double p95After,
      boolean latencyChanged,
      String reason,
      @Nullable Long requestsNeeded) {}

  /** Null: was not there, or is no longer. */
  public record FieldDiff(String field, @Nullable String before, @Nullable String after) {}

  public record Suspect(String field, double score, String reason) {}

  /** Both revisions in the hour before and the hour after, from their minutes. */
  public record Comparison(Side before, Side after) {}

  /**
   * @param minutes ascending, those with requests
   * @param latency over the minutes that were compared; null where there were none
   * @param bins counts by {@link Histogram#bins bin}, over the same
   */
  public record Side(
      List<RateMinute> minutes, @Nullable Latency latency, SortedMap<Integer, Long> bins) {}

  /**
   * @param minute of the epoch
   * @param errors those that decided, 5xx where latency or nothing did
   */
  public record RateMinute(long minute, long requests, long errors) {}

  Deploy compared(@Nullable Comparison sides) {
    return new Deploy(
        project,
        location,
        service,
        from,
        to,
        isFinal,
        times,
        actor,
        tool,
        ruling,
        diff,
        suspects,
        findings,
        newSignatures,
        sides);
  }

  ServiceKey key() {
    return new ServiceKey(project, location, service);
  }

  /** Whether someone said that it never became ready; that no one said it did is not enough. */
  boolean neverReady() {
    return times.ready() == null
        && findings.stream()
            .anyMatch(finding -> finding.toLowerCase(Locale.ROOT).startsWith("never became ready"));
  }

  /** The command of a user agent that names one, such as gcloud.run.deploy; else its product. */
  @Nullable String shortTool() {
    if (tool == null) {
      return null;
    }
    int command = tool.indexOf(COMMAND);
    String text = tool.substring(command < 0 ? 0 : command + COMMAND.length()).strip();
    if (text.startsWith("Mozilla/")) {
      return "browser";
    }
    return text.split("[\\s,]", 2)[0];
  }
}
