// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Column.Type.BOOL;
import static io.fivewhys.warehouse.Column.Type.FLOAT64;
import static io.fivewhys.warehouse.Column.Type.INT64;
import static io.fivewhys.warehouse.Column.Type.STRING;
import static io.fivewhys.warehouse.Column.Type.TIMESTAMP;
import static io.fivewhys.warehouse.Field.nullable;
import static io.fivewhys.warehouse.Field.repeated;
import static io.fivewhys.warehouse.Field.required;
import static io.fivewhys.warehouse.Field.strings;

import io.fivewhys.FieldChange;
import io.fivewhys.RevisionChange;
import io.fivewhys.Suspect;
import io.fivewhys.warehouse.Table.Keep;
import java.util.List;

/** Deploys and what is known of them. */
public final class ChangeTable {

  public static final Mapping<RevisionChange> REVISION_CHANGES =
      Mapping.of(
          "revision_changes",
          List.of("project", "location", "service", "to_revision", "sequence"),
          "observed_at",
          List.of("project", "service", "to_revision"),
          Keep.ALWAYS,
          List.of(
              required("project", STRING, RevisionChange::getProject, "Google Cloud project"),
              required("location", STRING, RevisionChange::getLocation, "Region"),
              required("service", STRING, RevisionChange::getService, "Cloud Run service"),
              nullable(
                  "from_revision",
                  STRING,
                  RevisionChange::getFromRevision,
                  "Served before; null where none is known"),
              required("to_revision", STRING, RevisionChange::getToRevision, "The revision judged"),
              required(
                  "sequence",
                  INT64,
                  RevisionChange::getSequence,
                  "1, 2, …: a greater one replaces the smaller"),
              required(
                  "observed_at",
                  TIMESTAMP,
                  RevisionChange::getObservedAt,
                  "Event time of the look that gave this row"),
              required("final", BOOL, RevisionChange::getFinal$, "The verdict will not be revised"),
              nullable(
                  "created_at",
                  TIMESTAMP,
                  RevisionChange::getCreatedAt,
                  "When the revision was made"),
              nullable(
                  "ready_at",
                  TIMESTAMP,
                  RevisionChange::getReadyAt,
                  "When it became ready; null: never, or not told"),
              nullable(
                  "first_traffic_at",
                  TIMESTAMP,
                  RevisionChange::getFirstTrafficAt,
                  "Start of its first request; null: none"),
              nullable(
                  "restored_at",
                  TIMESTAMP,
                  RevisionChange::getRestoredAt,
                  "When a regression ended"),
              nullable("actor", STRING, RevisionChange::getActor, "Who deployed, the name masked"),
              nullable(
                  "tool", STRING, RevisionChange::getTool, "With what: the caller's user agent"),
              repeated(
                  "diff",
                  RevisionChange::getDiff,
                  List.of(
                      required(
                          "field",
                          STRING,
                          FieldChange::getField,
                          "Such as env.DB_HOST, image_digest, limits.memory"),
                      nullable(
                          "before",
                          STRING,
                          FieldChange::getBefore,
                          "null: was not there; hashes stand for values"),
                      nullable("after", STRING, FieldChange::getAfter, "null: is no longer there")),
                  "What differs in the configuration"),
              repeated(
                  "suspects",
                  RevisionChange::getSuspects,
                  List.of(
                      required("field", STRING, Suspect::getField, "As in diff"),
                      required("score", FLOAT64, Suspect::getScore, "0 to 1"),
                      required("reason", STRING, Suspect::getReason, "A sentence")),
                  "Differences that may explain the effect, most likely first"),
              strings(
                  "findings",
                  RevisionChange::getFindings,
                  "Sentences that hold whatever the verdict"),
              required(
                  "verdict",
                  STRING,
                  RevisionChange::getVerdict,
                  "REGRESSION, SHARED_CAUSE, NO_EFFECT or INSUFFICIENT_DATA"),
              nullable(
                  "indicator",
                  STRING,
                  RevisionChange::getIndicator,
                  "What decided: errors_5xx, errors_auth, errors_429, latency_p50, latency_p95, latency_p99"),
              required(
                  "control",
                  STRING,
                  RevisionChange::getControl,
                  "SAME_MINUTES, MINUTES_BEFORE or NONE"),
              required(
                  "requests_before",
                  INT64,
                  RevisionChange::getRequestsBefore,
                  "Requests of the control"),
              required(
                  "requests_after",
                  INT64,
                  RevisionChange::getRequestsAfter,
                  "Requests of to_revision"),
              nullable(
                  "error_rate_before",
                  FLOAT64,
                  RevisionChange::getErrorRateBefore,
                  "5xx per request of the control"),
              nullable(
                  "error_rate_after",
                  FLOAT64,
                  RevisionChange::getErrorRateAfter,
                  "5xx per request of to_revision"),
              nullable(
                  "effect",
                  FLOAT64,
                  RevisionChange::getEffect,
                  "Rate after less rate before, of the indicator"),
              nullable(
                  "effect_low",
                  FLOAT64,
                  RevisionChange::getEffectLow,
                  "95 % interval of the effect"),
              nullable(
                  "effect_high",
                  FLOAT64,
                  RevisionChange::getEffectHigh,
                  "95 % interval of the effect"),
              nullable(
                  "p_value", FLOAT64, RevisionChange::getPValue, "Valid however often one looks"),
              nullable(
                  "latency_p95_before_ms",
                  FLOAT64,
                  RevisionChange::getLatencyP95BeforeMs,
                  "Of the control, milliseconds"),
              nullable(
                  "latency_p95_after_ms",
                  FLOAT64,
                  RevisionChange::getLatencyP95AfterMs,
                  "Of to_revision, milliseconds"),
              required(
                  "latency_changed",
                  BOOL,
                  RevisionChange::getLatencyChanged,
                  "The distribution differs, for better or worse"),
              strings(
                  "new_signatures",
                  RevisionChange::getNewSignatures,
                  "Errors that the old revision did not have"),
              required("reason", STRING, RevisionChange::getReason, "A sentence"),
              nullable(
                  "requests_needed",
                  INT64,
                  RevisionChange::getRequestsNeeded,
                  "About so many more until data suffices")),
          "One row for each look at a deploy that changed what is known of it");

  private ChangeTable() {}
}
