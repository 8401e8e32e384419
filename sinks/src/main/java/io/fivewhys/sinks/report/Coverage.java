// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
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

  /** Within an object. */
  void write(JsonText json, @Nullable Instant now) {
    Long latest =
        newest.values().stream()
            .max(Long::compare)
            .map(minute -> minute * Range.MILLIS)
            .orElse(null);
    json.name("newest").value(latest);
    json.name("lagMs")
        .value(now == null || latest == null ? null : Long.valueOf(now.toEpochMilli() - latest));
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
}
