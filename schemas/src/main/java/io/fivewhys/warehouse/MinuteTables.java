// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Column.Type.FLOAT64;
import static io.fivewhys.warehouse.Column.Type.INT64;
import static io.fivewhys.warehouse.Column.Type.STRING;
import static io.fivewhys.warehouse.Column.Type.TIMESTAMP;
import static io.fivewhys.warehouse.Field.nullable;
import static io.fivewhys.warehouse.Field.repeated;
import static io.fivewhys.warehouse.Field.required;

import io.fivewhys.JourneyMinute;
import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.warehouse.Table.Keep;
import java.util.List;

/** What is counted by the minute. */
public final class MinuteTables {

  public static final Mapping<ServiceMinute> SERVICE_MINUTES =
      Mapping.of(
          "service_minutes",
          List.of("project", "location", "service", "revision", "window_start"),
          "window_start",
          List.of("project", "service", "revision"),
          Keep.MINUTES,
          List.of(
              required("project", STRING, ServiceMinute::getProject, "Google Cloud project"),
              required("location", STRING, ServiceMinute::getLocation, "Region"),
              required("service", STRING, ServiceMinute::getService, "Cloud Run service"),
              required(
                  "revision",
                  STRING,
                  ServiceMinute::getRevision,
                  "Cloud Run revision; empty where the log named none"),
              required(
                  "window_start",
                  TIMESTAMP,
                  ServiceMinute::getWindowStart,
                  "Begin of the minute, event time"),
              required(
                  "requests",
                  INT64,
                  ServiceMinute::getRequests,
                  "Requests that ended in this minute, connections included"),
              required("errors_5xx", INT64, ServiceMinute::getErrors5xx, "Status 500 to 599"),
              required(
                  "errors_4xx",
                  INT64,
                  ServiceMinute::getErrors4xx,
                  "Status 400 to 499, the two below included"),
              required("errors_auth", INT64, ServiceMinute::getErrorsAuth, "Status 401 and 403"),
              required("errors_429", INT64, ServiceMinute::getErrors429, "Status 429"),
              nullable(
                  "error_rate",
                  FLOAT64,
                  ServiceMinute::getErrorRate,
                  "errors_5xx / requests; null without requests"),
              required(
                  "connections",
                  INT64,
                  ServiceMinute::getConnections,
                  "Requests as long as their connection (WebSocket, streams); not in the histogram"),
              nullable(
                  "p50_ms",
                  FLOAT64,
                  ServiceMinute::getP50Ms,
                  "Median latency, milliseconds, within 1 %"),
              nullable(
                  "p90_ms",
                  FLOAT64,
                  ServiceMinute::getP90Ms,
                  "90th percentile of latency, milliseconds, within 1 %"),
              nullable(
                  "p95_ms",
                  FLOAT64,
                  ServiceMinute::getP95Ms,
                  "95th percentile of latency, milliseconds, within 1 %"),
              nullable(
                  "p99_ms",
                  FLOAT64,
                  ServiceMinute::getP99Ms,
                  "99th percentile of latency, milliseconds, within 1 %"),
              repeated(
                  "latency_histogram",
                  ServiceMinute::getLatencyHistogram,
                  List.of(
                      required(
                          "bucket",
                          INT64,
                          LatencyBucket::getBucket,
                          "i: latencies in (g^(i-1), g^i] ms, g = 1.01/0.99; -65536 for 0 ms"),
                      required("count", INT64, LatencyBucket::getCount, "Requests in it")),
                  "Mergeable: SUM(count) GROUP BY bucket over any rows; value of a bucket is 2*g^i/(g+1) ms"),
              required(
                  "instances", INT64, ServiceMinute::getInstances, "Distinct instances heard of"),
              required(
                  "instance_starts", INT64, ServiceMinute::getInstanceStarts, "Instances started"),
              required(
                  "instance_exits",
                  INT64,
                  ServiceMinute::getInstanceExits,
                  "Containers that exited or were killed"),
              required(
                  "late_entries",
                  INT64,
                  ServiceMinute::getLateEntries,
                  "Entries that came in during this minute for one already closed")),
          "One row for each revision and minute in which it was heard of");

  public static final Mapping<SignatureMinute> ERROR_SIGNATURES =
      Mapping.of(
          "error_signatures",
          List.of("project", "location", "service", "revision", "window_start", "signature_id"),
          "window_start",
          List.of("project", "service", "signature_id"),
          Keep.MINUTES,
          List.of(
              required("project", STRING, row -> row.minute().getProject(), "Google Cloud project"),
              required("location", STRING, row -> row.minute().getLocation(), "Region"),
              required("service", STRING, row -> row.minute().getService(), "Cloud Run service"),
              required("revision", STRING, row -> row.minute().getRevision(), "Cloud Run revision"),
              required(
                  "window_start",
                  TIMESTAMP,
                  row -> row.minute().getWindowStart(),
                  "Begin of the minute, event time"),
              required(
                  "signature_id",
                  STRING,
                  row -> row.signature().getSignatureId(),
                  "Hash of the signature, 16 hex digits; \"other\" past the limit of signatures a minute"),
              required(
                  "signature",
                  STRING,
                  row -> row.signature().getSignature(),
                  "The message with its variable parts masked"),
              required("count", INT64, row -> row.signature().getCount(), "How often"),
              required(
                  "example",
                  STRING,
                  row -> row.signature().getExample(),
                  "The first message to come, redacted")),
          "Errors logged, by what they say");

  public static final Mapping<DependencyMinute> DEPENDENCY_MINUTES =
      Mapping.of(
          "dependency_minutes",
          List.of(
              "project",
              "location",
              "component_kind",
              "component",
              "caller",
              "caller_revision",
              "window_start",
              "signal",
              "detail"),
          "window_start",
          List.of("project", "component_kind", "component", "caller"),
          Keep.MINUTES,
          List.of(
              required("project", STRING, row -> row.minute().getProject(), "Google Cloud project"),
              required(
                  "location",
                  STRING,
                  row -> row.minute().getLocation(),
                  "Region of the one that spoke"),
              required(
                  "component_kind",
                  STRING,
                  DependencyMinute::componentKind,
                  "Of what is spoken of: CLOUD_RUN_SERVICE, CLOUD_SQL_INSTANCE, …; OTHER for an address, a host, a variable or a module"),
              required(
                  "component",
                  STRING,
                  DependencyMinute::component,
                  "What is spoken of, by name or address; empty where none was named, \"other\" past the limit of targets a minute"),
              required(
                  "caller",
                  STRING,
                  DependencyMinute::caller,
                  "The service that spoke of it; empty where the component spoke of itself"),
              required(
                  "caller_revision",
                  STRING,
                  row -> row.minute().getRevision(),
                  "Revision that spoke, also of itself; empty where it has none"),
              required(
                  "window_start",
                  TIMESTAMP,
                  row -> row.minute().getWindowStart(),
                  "Begin of the minute, event time"),
              required(
                  "signal",
                  STRING,
                  row -> row.signal().getSignal(),
                  "What was said: SQL_CONNECT_TIMEOUT, HTTP_5XX, …"),
              required("count", INT64, row -> row.signal().getCount(), "How often"),
              nullable(
                  "p95_ms",
                  FLOAT64,
                  row -> row.signal().getP95Ms(),
                  "95th percentile of the durations named, milliseconds, within 1 %; null where none was"),
              required(
                  "detail",
                  STRING,
                  DependencyMinute::detail,
                  "What it said of itself, such as exit(3); else empty")),
          "What services and databases said of each other and of themselves, minute by minute");

  public static final Mapping<JourneyMinute> JOURNEY_MINUTES =
      Mapping.of(
          "journey_minutes",
          List.of("project", "journey", "window_start", "part"),
          "window_start",
          List.of("project", "journey"),
          Keep.MINUTES,
          List.of(
              required("project", STRING, JourneyMinute::getProject, "Google Cloud project"),
              required("journey", STRING, JourneyMinute::getJourney, "Name of its objective"),
              required(
                  "window_start",
                  TIMESTAMP,
                  JourneyMinute::getWindowStart,
                  "Begin of the minute, event time"),
              required(
                  "part",
                  INT64,
                  JourneyMinute::getPart,
                  "The services of a project are counted in parts: sum over them"),
              required("good", INT64, JourneyMinute::getGood, "Journeys that went well"),
              required(
                  "total",
                  INT64,
                  JourneyMinute::getTotal,
                  "Journeys made; where good ones have lines of their own, a minute may hold more of these"),
              nullable(
                  "p95_ms",
                  FLOAT64,
                  JourneyMinute::getP95Ms,
                  "95th percentile of the durations in this part, milliseconds, within 1 %; null where none was named"),
              repeated(
                  "latency_histogram",
                  JourneyMinute::getLatencyHistogram,
                  List.of(
                      required("bucket", INT64, LatencyBucket::getBucket, "As in service_minutes"),
                      required("count", INT64, LatencyBucket::getCount, "Journeys in it")),
                  "Those durations, mergeable as in service_minutes")),
          "One row for each part of each minute in which a journey was made");

  private MinuteTables() {}
}
