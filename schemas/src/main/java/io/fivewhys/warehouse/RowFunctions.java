// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Result.LOCATION;
import static io.fivewhys.warehouse.Result.PROJECT;
import static io.fivewhys.warehouse.Result.SERVICE;
import static io.fivewhys.warehouse.Result.number;
import static io.fivewhys.warehouse.Result.text;
import static io.fivewhys.warehouse.Result.time;
import static io.fivewhys.warehouse.Result.whole;

import io.fivewhys.warehouse.Function.Parameter;
import java.util.List;

/**
 * Functions of rows. Those of a time read only the days asked for, which a view that groups by the
 * hour cannot: in BigQuery they are what to use on a large warehouse.
 */
final class RowFunctions {

  private static final Parameter SINCE =
      new Parameter("since", "TIMESTAMP", "From when, inclusive");
  private static final Parameter UNTIL =
      new Parameter("until", "TIMESTAMP", "Until when, exclusive");
  private static final Parameter MINUTES =
      new Parameter("minutes", "INT64", "Length of a window, minutes; the first begins at since");
  private static final Parameter OBJECTIVE =
      new Parameter("objective", "FLOAT64", "Share of requests without a 5xx, below 1: 0.99");

  private static final Result WINDOW_FROM = time("window_from", "Begin of the window");
  private static final Result REQUESTS = whole("requests", "Requests that ended in it");
  private static final Result ERRORS_5XX = whole("errors_5xx", "Status 500 to 599");
  private static final Result ERROR_RATE =
      number("error_rate", "errors_5xx / requests; null without requests");
  private static final Result SIGNATURE_ID = text("signature_id", "Hash of the signature");
  private static final Result SIGNATURE = text("signature", "The message, variable parts masked");

  private static final Function ERROR_RATES =
      new Function(
          "error_rates",
          List.of(SINCE, UNTIL, MINUTES),
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              WINDOW_FROM,
              REQUESTS,
              ERRORS_5XX,
              whole("errors_4xx", "Status 400 to 499, the two below included"),
              whole("errors_auth", "Status 401 and 403"),
              whole("errors_429", "Status 429"),
              ERROR_RATE,
              number("error_rate_auth", "errors_auth / requests; null without requests")),
          "One row for each service and window in which it was heard of");

  private static final Function BURN_RATES =
      new Function(
          "burn_rates",
          List.of(SINCE, UNTIL, MINUTES, OBJECTIVE),
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              WINDOW_FROM,
              REQUESTS,
              ERRORS_5XX,
              ERROR_RATE,
              number(
                  "burn_rate",
                  "error_rate / (1 - objective): at 1 the error budget lasts just as long as it is for")),
          "One row for each service and window: how fast its error budget goes");

  private static final Function ERROR_BUDGETS =
      new Function(
          "error_budgets",
          List.of(SINCE, UNTIL, OBJECTIVE),
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              whole("requests", "Requests that ended in this time"),
              ERRORS_5XX,
              number("errors_allowed", "requests × (1 - objective)"),
              number("budget_left", "1 - errors_5xx / errors_allowed: below 0 it is overdrawn")),
          "One row for each service: what is left of its error budget");

  private static final Function LATENCY_PERCENTILES =
      new Function(
          "latency_percentiles",
          List.of(SINCE, UNTIL, MINUTES),
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              WINDOW_FROM,
              whole("requests", "Requests in the histogram: connections are not"),
              number("p50_ms", "Median latency, milliseconds"),
              number("p90_ms", "90th percentile of latency, milliseconds"),
              number("p95_ms", "95th percentile of latency, milliseconds"),
              number("p99_ms", "99th percentile of latency, milliseconds"),
              number("max_ms", "Longest latency, milliseconds")),
          "One row for each service and window with requests; all within 1 %");

  private static final Function NEW_SIGNATURES =
      new Function(
          "new_signatures",
          List.of(
              new Parameter("project_id", "STRING", "Google Cloud project"),
              new Parameter("service_name", "STRING", "Cloud Run service"),
              new Parameter("revision_name", "STRING", "Cloud Run revision of it")),
          List.of(
              SIGNATURE_ID,
              SIGNATURE,
              whole("count", "How often by this revision"),
              whole(
                  "count_of_others", "How often by other revisions since: then it is not the code"),
              time("first_seen", "First minute in which this revision said so"),
              time("last_seen", "The last one"),
              text("example", "One message, redacted")),
          "One row for each error of a revision that its service never had before it came");

  private static final Function SIGNATURES_SINCE =
      new Function(
          "signatures_since",
          List.of(SINCE),
          List.of(
              PROJECT,
              LOCATION,
              SERVICE,
              SIGNATURE_ID,
              SIGNATURE,
              whole("count", "How often"),
              whole("revisions", "By how many revisions"),
              time("first_seen", "First minute"),
              time("last_seen", "The last one"),
              text("example", "One message, redacted")),
          "One row for each error of a service that was first seen since a time");

  static final List<Function> ALL =
      List.of(
          ERROR_RATES,
          BURN_RATES,
          ERROR_BUDGETS,
          LATENCY_PERCENTILES,
          NEW_SIGNATURES,
          SIGNATURES_SINCE);

  private RowFunctions() {}
}
