// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is shown is all that there is.
 *
 * @param newest the minute after the last of each project, whatever the range
 * @param gaps of the range in which no service was heard of
 * @param late entries of the range that came too late for their minute
 * @param rejected entries received in it that were not understood
 */
record Coverage(SortedMap<String, Long> newest, List<Range> gaps, long late, long rejected) {

  /** A project not heard of for longer is taken to be gone. */
  private static final long GONE_MINUTES = 7 * 1_440;

  Coverage {
    newest = Collections.unmodifiableSortedMap(newest);
    gaps = List.copyOf(gaps);
  }

  /**
   * @param now null where nothing comes in any more, or time is not this clock's
   */
  String document(@Nullable Instant now) {
    return new JsonText().object(json -> write(json, now)).toString();
  }

  /** Within an object. The lag is that of the project that is furthest behind, which it names. */
  void write(JsonText json, @Nullable Instant now) {
    json.name("newest")
        .value(
            newest.values().stream()
                .max(Long::compare)
                .map(minute -> minute * Range.MILLIS)
                .orElse(null));
    Map.Entry<String, Long> behind = now == null ? null : furthestBehind(now);
    json.name("lagMs")
        .value(
            now == null || behind == null
                ? null
                : Long.valueOf(now.toEpochMilli() - behind.getValue() * Range.MILLIS));
    json.name("behind").value(behind == null ? null : behind.getKey());
    json.name("projects")
        .array(list ->
            newest.forEach((project, minute) ->
                list.object(o -> {
                  o.name("project").value(project);
                  o.name("newest").value(minute * Range.MILLIS);
                })));
    json.name("late").value(late);
    json.name("rejected").value(rejected);
    json.name("gaps")
        .array(list -> gaps.forEach(gap -> list.object(o -> OverviewJson.ends(o, gap))));
  }

  /**
   * Of those heard of of late: a project that is no more is not behind. Of none of them, the last.
   */
  private Map.@Nullable Entry<String, Long> furthestBehind(Instant now) {
    long late = Math.floorDiv(now.getEpochSecond(), 60) - GONE_MINUTES;
    return newest.entrySet().stream()
        .filter(project -> project.getValue() >= late)
        .min(Map.Entry.comparingByValue())
        .or(() -> newest.entrySet().stream().max(Map.Entry.comparingByValue()))
        .orElse(null);
  }
}
