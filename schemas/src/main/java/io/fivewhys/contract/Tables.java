// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static io.fivewhys.contract.Column.Type.BOOL;
import static io.fivewhys.contract.Column.Type.FLOAT64;
import static io.fivewhys.contract.Column.Type.INT64;
import static io.fivewhys.contract.Column.Type.STRING;
import static io.fivewhys.contract.Column.Type.TIMESTAMP;
import static io.fivewhys.contract.Column.nullable;
import static io.fivewhys.contract.Column.repeated;
import static io.fivewhys.contract.Column.required;
import static io.fivewhys.contract.Column.strings;

import java.util.List;

/** Every warehouse table once. */
public final class Tables {

  public static final Table SERVICE_MINUTES =
      new Table(
          "service_minutes",
          List.of("project", "location", "service", "revision", "window_start"),
          List.of(
              required("project", STRING, "Google Cloud project"),
              required("location", STRING, "Region"),
              required("service", STRING, "Cloud Run service"),
              required("revision", STRING, "Cloud Run revision; empty where the log named none"),
              required("window_start", TIMESTAMP, "Begin of the minute, event time"),
              required(
                  "requests", INT64, "Requests that ended in this minute, connections included"),
              required("errors_5xx", INT64, "Status 500 to 599"),
              required("errors_4xx", INT64, "Status 400 to 499, the two below included"),
              required("errors_auth", INT64, "Status 401 and 403"),
              required("errors_429", INT64, "Status 429"),
              nullable("error_rate", FLOAT64, "errors_5xx / requests; null without requests"),
              required(
                  "connections",
                  INT64,
                  "Requests as long as their connection (WebSocket, streams); not in the histogram"),
              nullable("p50_ms", FLOAT64, "Median latency, milliseconds, within 1 %"),
              nullable("p90_ms", FLOAT64, "90th percentile of latency, milliseconds, within 1 %"),
              nullable("p95_ms", FLOAT64, "95th percentile of latency, milliseconds, within 1 %"),
              nullable("p99_ms", FLOAT64, "99th percentile of latency, milliseconds, within 1 %"),
              repeated(
                  "latency_histogram",
                  List.of(
                      required(
                          "bucket",
                          INT64,
                          "i: latencies in (g^(i-1), g^i] ms, g = 1.01/0.99; -65536 for 0 ms"),
                      required("count", INT64, "Requests in it")),
                  "Mergeable: SUM(count) GROUP BY bucket over any rows; value of a bucket is 2*g^i/(g+1) ms"),
              required("instances", INT64, "Distinct instances heard of"),
              required("instance_starts", INT64, "Instances started"),
              required("instance_exits", INT64, "Containers that exited or were killed"),
              required(
                  "late_entries",
                  INT64,
                  "Entries that came in during this minute for one already closed")),
          "One row for each revision and minute in which it was heard of");

  public static final Table ERROR_SIGNATURES =
      new Table(
          "error_signatures",
          List.of("project", "location", "service", "revision", "window_start", "signature_id"),
          List.of(
              required("project", STRING, "Google Cloud project"),
              required("location", STRING, "Region"),
              required("service", STRING, "Cloud Run service"),
              required("revision", STRING, "Cloud Run revision"),
              required("window_start", TIMESTAMP, "Begin of the minute, event time"),
              required(
                  "signature_id",
                  STRING,
                  "Hash of the signature, 16 hex digits; \"other\" past the limit of signatures a minute"),
              required("signature", STRING, "The message with its variable parts masked"),
              required("count", INT64, "How often"),
              required("example", STRING, "The first message to come, redacted")),
          "Errors logged, by what they say");

  public static final Table DEPENDENCY_MINUTES =
      new Table(
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
          List.of(
              required("project", STRING, "Google Cloud project"),
              required("location", STRING, "Region of the one that spoke"),
              required(
                  "component_kind",
                  STRING,
                  "Of what is spoken of: CLOUD_RUN_SERVICE, CLOUD_SQL_INSTANCE, …; OTHER for an address, a host, a variable or a module"),
              required(
                  "component",
                  STRING,
                  "What is spoken of, by name or address; empty where none was named, \"other\" past the limit of targets a minute"),
              required(
                  "caller",
                  STRING,
                  "The service that spoke of it; empty where the component spoke of itself"),
              required(
                  "caller_revision",
                  STRING,
                  "Revision that spoke, also of itself; empty where it has none"),
              required("window_start", TIMESTAMP, "Begin of the minute, event time"),
              required("signal", STRING, "What was said: SQL_CONNECT_TIMEOUT, HTTP_5XX, …"),
              required("count", INT64, "How often"),
              nullable(
                  "p95_ms",
                  FLOAT64,
                  "95th percentile of the durations named, milliseconds, within 1 %; null where none was"),
              required("detail", STRING, "What it said of itself, such as exit(3); else empty")),
          "What services and databases said of each other and of themselves, minute by minute");

  public static final Table REVISION_CHANGES =
      new Table(
          "revision_changes",
          List.of("project", "location", "service", "to_revision", "sequence"),
          List.of(
              required("project", STRING, "Google Cloud project"),
              required("location", STRING, "Region"),
              required("service", STRING, "Cloud Run service"),
              nullable("from_revision", STRING, "Served before; null where none is known"),
              required("to_revision", STRING, "The revision judged"),
              required("sequence", INT64, "1, 2, …: a greater one replaces the smaller"),
              required("observed_at", TIMESTAMP, "Event time of the look that gave this row"),
              required("final", BOOL, "The verdict will not be revised"),
              nullable("created_at", TIMESTAMP, "When the revision was made"),
              nullable("ready_at", TIMESTAMP, "When it became ready; null: never, or not told"),
              nullable("first_traffic_at", TIMESTAMP, "Start of its first request; null: none"),
              nullable("restored_at", TIMESTAMP, "When a regression ended"),
              nullable("actor", STRING, "Who deployed, the name masked"),
              nullable("tool", STRING, "With what: the caller's user agent"),
              repeated(
                  "diff",
                  List.of(
                      required("field", STRING, "Such as env.DB_HOST, image_digest, limits.memory"),
                      nullable("before", STRING, "null: was not there; hashes stand for values"),
                      nullable("after", STRING, "null: is no longer there")),
                  "What differs in the configuration"),
              repeated(
                  "suspects",
                  List.of(
                      required("field", STRING, "As in diff"),
                      required("score", FLOAT64, "0 to 1"),
                      required("reason", STRING, "A sentence")),
                  "Differences that may explain the effect, most likely first"),
              strings("findings", "Sentences that hold whatever the verdict"),
              required(
                  "verdict", STRING, "REGRESSION, SHARED_CAUSE, NO_EFFECT or INSUFFICIENT_DATA"),
              nullable(
                  "indicator",
                  STRING,
                  "What decided: errors_5xx, errors_auth, errors_429, latency_p50, latency_p95, latency_p99"),
              required("control", STRING, "SAME_MINUTES, MINUTES_BEFORE or NONE"),
              required("requests_before", INT64, "Requests of the control"),
              required("requests_after", INT64, "Requests of to_revision"),
              nullable("error_rate_before", FLOAT64, "5xx per request of the control"),
              nullable("error_rate_after", FLOAT64, "5xx per request of to_revision"),
              nullable("effect", FLOAT64, "Rate after less rate before, of the indicator"),
              nullable("effect_low", FLOAT64, "95 % interval of the effect"),
              nullable("effect_high", FLOAT64, "95 % interval of the effect"),
              nullable("p_value", FLOAT64, "Valid however often one looks"),
              nullable("latency_p95_before_ms", FLOAT64, "Of the control, milliseconds"),
              nullable("latency_p95_after_ms", FLOAT64, "Of to_revision, milliseconds"),
              required("latency_changed", BOOL, "The distribution differs, for better or worse"),
              strings("new_signatures", "Errors that the old revision did not have"),
              required("reason", STRING, "A sentence"),
              nullable("requests_needed", INT64, "About so many more until data suffices")),
          "One row for each look at a deploy that changed what is known of it");

  public static final Table ESCALATIONS =
      new Table(
          "escalations",
          List.of("incident_id", "sequence"),
          List.of(
              required("incident_id", STRING, "The same for all rows of one incident"),
              required("sequence", INT64, "1, 2, …: a greater one replaces the smaller"),
              required("status", STRING, "OPENED, UPDATED or RESOLVED"),
              required("severity", STRING, "P0, the worst, to P3"),
              nullable("began_at", TIMESTAMP, "When the symptom began; null where not known"),
              required("opened_at", TIMESTAMP, "When the incident opened, event time"),
              required("observed_at", TIMESTAMP, "Event time of the look that gave this row"),
              nullable("resolved_at", TIMESTAMP, "When the symptom ended; null while it lasts"),
              required("project", STRING, "Google Cloud project"),
              required("title", STRING, "One line that a person understands"),
              required("symptom_component_kind", STRING, "Of what showed the symptom"),
              required("symptom_component", STRING, "Its name"),
              required(
                  "symptom_signal", STRING, "ERROR_RATE, LATENCY, STARTUP, AVAILABILITY, TRAFFIC"),
              required("symptom_slo", STRING, "The objective that was missed, by name"),
              nullable("symptom_observed", FLOAT64, "What was measured"),
              nullable("symptom_objective", FLOAT64, "What it should be"),
              nullable("symptom_burn_rate", FLOAT64, "How fast the error budget goes; 1 is even"),
              required("root_cause_kind", STRING, "A fixed word, such as REVISION_CODE"),
              required("root_cause_component_kind", STRING, "Of what is to blame"),
              required("root_cause_component", STRING, "Its name"),
              nullable("root_cause_revision", STRING, "The revision to blame; null: none is"),
              required("root_cause_basis", STRING, "OBSERVED, INFERRED or UNKNOWN"),
              required("root_cause_confidence", FLOAT64, "0 to 1"),
              repeated(
                  "whys",
                  List.of(
                      required("question", STRING, "Why …?"),
                      required("answer", STRING, "A sentence"),
                      required("component_kind", STRING, "Of what the answer speaks of"),
                      required("component", STRING, "Its name"),
                      required("basis", STRING, "OBSERVED, INFERRED or UNKNOWN"),
                      required("count", INT64, "How often it was seen"),
                      nullable("query", STRING, "SQL that counts it again"),
                      repeated(
                          "evidence",
                          List.of(
                              required("log_name", STRING, "As in Cloud Logging"),
                              required("insert_id", STRING, "Names the entry in its log"),
                              required("timestamp", TIMESTAMP, "The entry's"),
                              required("excerpt", STRING, "Redacted, at most 300 characters")),
                          "Log entries that prove it")),
                  "From the symptom down to the cause"),
              repeated(
                  "exonerated",
                  List.of(
                      required("kind", STRING, "As root_cause_kind"),
                      required("component_kind", STRING, "Of what was looked at"),
                      required("component", STRING, "Its name"),
                      required("reason", STRING, "A sentence")),
                  "What it was not, and why not"),
              repeated(
                  "affected",
                  List.of(
                      required("kind", STRING, "Component kind"),
                      required("name", STRING, "Its name")),
                  "What suffers from it"),
              required(
                  "decision",
                  STRING,
                  "ROLL_BACK, SCALE, FIX_CONFIG, ESCALATE_TO_PROVIDER, INVESTIGATE or WAIT"),
              repeated(
                  "actions",
                  List.of(
                      required("text", STRING, "A sentence"),
                      nullable("command", STRING, "That does it")),
                  "What to do, first things first"),
              required("impact_failed_requests", INT64, "Requests that failed so far"),
              required("impact_requests", INT64, "Requests of the affected services"),
              nullable("impact_share", FLOAT64, "Failed of all; null without requests"),
              required("impact_affected_minutes", INT64, "Minutes in which requests failed"),
              nullable("progress_share_at_open", FLOAT64, "Failed of all just before it opened"),
              nullable("progress_share_now", FLOAT64, "Failed of all in the last five minutes"),
              nullable("progress_services", INT64, "Services that have hurt"),
              nullable("progress_recovered", INT64, "Of them, those that no longer do")),
          "One row for each step in the life of an incident");

  public static final Table REJECTED_ENTRIES =
      new Table(
          "rejected_entries",
          List.of("source"),
          List.of(
              required("reason", STRING, "A fixed word"),
              required("detail", STRING, "What was wrong"),
              required("source", STRING, "File and position, or subscription and message"),
              required("excerpt", STRING, "Its first characters, redacted")),
          "Entries that could not be understood");

  public static final List<Table> ALL =
      List.of(
          SERVICE_MINUTES,
          ERROR_SIGNATURES,
          DEPENDENCY_MINUTES,
          REVISION_CHANGES,
          ESCALATIONS,
          REJECTED_ENTRIES);

  private Tables() {}
}
