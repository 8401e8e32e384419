// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Result.LOCATION;
import static io.fivewhys.warehouse.Result.PROJECT;
import static io.fivewhys.warehouse.Result.SERVICE;
import static io.fivewhys.warehouse.Result.day;
import static io.fivewhys.warehouse.Result.flag;
import static io.fivewhys.warehouse.Result.number;
import static io.fivewhys.warehouse.Result.text;
import static io.fivewhys.warehouse.Result.time;
import static io.fivewhys.warehouse.Result.whole;

import java.util.List;

/**
 * Views on deploys, and the DORA figures that follow from them. A deploy is one revision taking
 * over; it failed when its verdict is REGRESSION, or when it never became ready and a finding says
 * so: without one, nobody may have told.
 */
final class ChangeViews {

  private static final Result DEPLOYMENTS_COUNT = whole("deployments", "Deploys");
  private static final Result FAILURES = whole("failures", "Of them, those that failed");
  private static final Result RATE = number("rate", "failures / deployments");
  private static final Result WEEK = day("week", "Its Monday, UTC");

  private static final View REVISION_VERDICTS =
      new View(
          "revision_verdicts",
          Tables.REVISION_CHANGES.columns().stream().map(Result::of).toList(),
          "One row for each deploy: the latest row of revision_changes, what is known of it now");

  private static final View DEPLOYMENTS =
      new View(
          "deployments",
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              text("from_revision", "Served before; null where none is known"),
              text("to_revision", "The revision that took over"),
              time(
                  "deployed_at",
                  "Its first request, or without one when it became ready or was made"),
              text("verdict", "REGRESSION, SHARED_CAUSE, NO_EFFECT or INSUFFICIENT_DATA"),
              flag("never_ready", "It never became ready, and a finding says so"),
              flag("failed", "The verdict is REGRESSION, or it never became ready"),
              time("first_traffic_at", "Start of its first request; null: none"),
              time("restored_at", "When a regression ended; null: not yet, or there was none"),
              text("actor", "Who deployed, the name masked"),
              text("tool", "With what: the caller's user agent"),
              time("created_at", "When the revision was made; null where not told"),
              number(
                  "lead_minutes",
                  "From there until its first request; null where either is not known")),
          "One row for each deploy, and whether it failed");

  private static final View DEPLOYMENTS_DAILY =
      new View(
          "deployments_daily",
          List.of(
              day("day", "Day of deployed_at, UTC"),
              PROJECT,
              LOCATION,
              SERVICE,
              DEPLOYMENTS_COUNT,
              whole("failed", "Of them, those that failed")),
          "One row for each service and day with deploys; days without are absent");

  private static final View CHANGE_FAILURE_RATE =
      new View(
          "change_failure_rate",
          List.of(PROJECT, LOCATION, SERVICE, DEPLOYMENTS_COUNT, FAILURES, RATE),
          "One row for each service with deploys, over everything in the warehouse");

  private static final View CHANGE_FAILURE_RATE_WEEKLY =
      new View(
          "change_failure_rate_weekly",
          List.of(WEEK, PROJECT, LOCATION, SERVICE, DEPLOYMENTS_COUNT, FAILURES, RATE),
          "One row for each service and week with deploys");

  private static final View TIME_TO_RESTORE =
      new View(
          "time_to_restore",
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              text("to_revision", "The revision that failed"),
              time("failed_at", "Its first request; null: it served none"),
              time("restored_at", "When it was over; null: not yet"),
              number("minutes", "From failed_at until restored_at; null where either is")),
          "One row for each failed deploy: from its first request until it was over");

  private static final View TIME_TO_RESTORE_MEDIAN =
      new View(
          "time_to_restore_median",
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              whole("failures", "Failed deploys"),
              whole("restored", "Of them, those whose minutes are known"),
              number("median_minutes", "Median of these")),
          "One row for each service with failed deploys");

  private static final View DORA_WEEKLY =
      new View(
          "dora_weekly",
          List.of(
              WEEK,
              PROJECT,
              LOCATION,
              SERVICE,
              DEPLOYMENTS_COUNT,
              number("deployments_per_day", "deployments / 7"),
              number(
                  "median_lead_minutes",
                  "Median of lead_minutes, where known: from the revision's making, as commits are in no log"),
              FAILURES,
              number("change_failure_rate", "failures / deployments"),
              whole("restored", "Failures whose end is known"),
              number("median_restore_minutes", "Median of the minutes until then")),
          "One row for each service and week with deploys: the four figures of DORA");

  static final List<View> ALL =
      List.of(
          REVISION_VERDICTS,
          DEPLOYMENTS,
          DEPLOYMENTS_DAILY,
          CHANGE_FAILURE_RATE,
          CHANGE_FAILURE_RATE_WEEKLY,
          TIME_TO_RESTORE,
          TIME_TO_RESTORE_MEDIAN,
          DORA_WEEKLY);

  private ChangeViews() {}
}
