// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Result.LOCATION;
import static io.fivewhys.warehouse.Result.PROJECT;
import static io.fivewhys.warehouse.Result.REVISION;
import static io.fivewhys.warehouse.Result.SERVICE;
import static io.fivewhys.warehouse.Result.number;
import static io.fivewhys.warehouse.Result.text;
import static io.fivewhys.warehouse.Result.time;
import static io.fivewhys.warehouse.Result.whole;

import java.util.List;

/** Views on what is counted by the minute; percentiles are of merged histograms. */
final class MinuteViews {

  private static final Result CALLER = text("caller", "The service that spoke of it");
  private static final Result COMPONENT_KIND =
      text("component_kind", "CLOUD_RUN_SERVICE, CLOUD_SQL_INSTANCE, …, OTHER");
  private static final Result COMPONENT =
      text("component", "What is spoken of, by name or address");

  private static final View LATENCY_BUCKETS =
      new View(
          "latency_buckets",
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              REVISION,
              time("window_start", "Begin of the minute, event time"),
              whole("bucket", "Number of the bucket; latency_ms tells what it stands for"),
              whole("count", "Requests in it")),
          "One row for each bucket of each minute's histogram: SUM(count) by bucket merges any slice");

  private static final View SERVICE_HOURS =
      new View(
          "service_hours",
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              time("hour", "Begin of the hour, event time"),
              whole("requests", "Requests that ended in it"),
              whole("errors_5xx", "Status 500 to 599"),
              number("error_rate", "errors_5xx / requests; null without requests"),
              number("p50_ms", "Median latency, milliseconds"),
              number("p90_ms", "90th percentile of latency, milliseconds"),
              number("p95_ms", "95th percentile of latency, milliseconds"),
              number("p99_ms", "99th percentile of latency, milliseconds")),
          "One row for each service and hour");

  private static final View REVISIONS_COMPARED =
      new View(
          "revisions_compared",
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              REVISION,
              whole("requests", "Over all its minutes"),
              number("error_rate", "errors_5xx / requests; null without requests"),
              number("error_rate_4xx", "errors_4xx / requests"),
              number("error_rate_auth", "errors_auth (401, 403) / requests"),
              number("error_rate_429", "errors_429 / requests"),
              number("p50_ms", "Median latency, milliseconds"),
              number("p95_ms", "95th percentile of latency, milliseconds"),
              number("p99_ms", "99th percentile of latency, milliseconds"),
              time("first_minute", "The first minute in which it was heard of"),
              time("last_minute", "The last one")),
          "One row for each revision, over all its minutes");

  private static final View TOPOLOGY =
      new View(
          "topology",
          List.of(
              PROJECT,
              CALLER,
              COMPONENT_KIND,
              COMPONENT,
              time("first_seen", "First minute in which it was spoken of"),
              time("last_seen", "The last one"),
              whole("minutes", "In how many minutes"),
              whole("signals", "How often")),
          "One row for each service and what it leans on, as far as it was ever spoken of");

  private static final View DEPENDENCY_HEALTH =
      new View(
          "dependency_health",
          List.of(
              PROJECT,
              text("location", "Region of the caller"),
              CALLER,
              COMPONENT_KIND,
              COMPONENT,
              time("hour", "Begin of the hour, event time"),
              whole("signals", "How often it was complained of"),
              whole("minutes", "In how many minutes of the hour"),
              text("kinds", "What was said, such as SQL_CONNECT_TIMEOUT, in alphabetical order"),
              number(
                  "worst_p95_ms",
                  "Greatest 95th percentile of a minute's durations, milliseconds; null where none was named"),
              whole("caller_requests", "Requests of the caller in this hour"),
              whole("caller_errors_5xx", "Of them, those with status 500 to 599"),
              number("signals_per_request", "signals / caller_requests")),
          "One row for each service, what it leans on, and hour in which it complained of it");

  private static final View JOURNEY_HOURS =
      new View(
          "journey_hours",
          List.of(
              PROJECT,
              text("journey", "Name of its objective"),
              time("hour", "Begin of the hour, event time"),
              whole("total", "Journeys made"),
              whole("good", "Journeys that went well"),
              number("good_rate", "good / total; null where none was made"),
              number(
                  "p95_ms",
                  "95th percentile of their durations, milliseconds; null where none is known")),
          "One row for each journey across services, and hour in which it was made");

  static final List<View> ALL =
      List.of(
          LATENCY_BUCKETS,
          SERVICE_HOURS,
          REVISIONS_COMPARED,
          TOPOLOGY,
          DEPENDENCY_HEALTH,
          JOURNEY_HOURS);

  private MinuteViews() {}
}
