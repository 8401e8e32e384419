// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.sinks.bigquery.WarehouseException.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a failure of the Storage Write API calls for, from its gRPC code and the words that come
 * with it: whether it passes by itself, and a sentence for whoever runs the sinks that says what to
 * do. Rows are never given up for it.
 *
 * <p>Sent again at once are those that the reference of {@code AppendRowsResponse.error} calls
 * retryable, ABORTED and INTERNAL, and those that Google's client reconnects after: UNAVAILABLE,
 * CANCELLED, DEADLINE_EXCEEDED. UNKNOWN is neither, but what proxies and resets make of a
 * connection; with offsets, trying is safe. FAILED_PRECONDITION from the client means that its
 * writer is closed, which a new one mends; from the service it is a state that somebody has to
 * change. RESOURCE_EXHAUSTED is a quota, full again within ten seconds to ten minutes
 * (apache/beam#31837), and all appends fail until then.
 *
 * @param sentence without a full stop
 */
record AppendFailure(Remedy remedy, String sentence) {

  /** Where rows go. */
  record Target(String project, String dataset, String location, String table) {

    @Override
    public String toString() {
      return project + "." + dataset + "." + table;
    }
  }

  private static final int WORDS = 400;

  private static final Pattern EXTRA_FIELDS =
      Pattern.compile("extra fields?: *((?:'[^']*'[, ]*)+)");
  private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
  private static final Pattern QUOTA = Pattern.compile("'([^']+)' quota");
  private static final Pattern PERMISSION =
      Pattern.compile("bigquery\\.[a-z]+\\.[A-Za-z]+|TABLES_[A-Z_]+|DATASETS_[A-Z_]+");

  /**
   * @param code of gRPC, such as PERMISSION_DENIED
   * @param words of the service or the client
   */
  static AppendFailure of(String code, String words, Target target) {
    return switch (code) {
      case "ABORTED", "INTERNAL", "UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED", "UNKNOWN" ->
          new AppendFailure(Remedy.TIME, "table " + target + ": " + said(code, words));
      case "RESOURCE_EXHAUSTED" -> quota(words, target);
      default ->
          new AppendFailure(Remedy.SOMEBODY, whatToDo(code, words, target) + said(code, words));
    };
  }

  private static String whatToDo(String code, String words, Target target) {
    return switch (code) {
      case "PERMISSION_DENIED" -> permission(words, target);
      case "UNAUTHENTICATED" ->
          "BigQuery takes no credentials from here: run as a service account, or set"
              + " GOOGLE_APPLICATION_CREDENTIALS, or run `gcloud auth application-default login`; ";
      case "NOT_FOUND" ->
          "there is no table "
              + target
              + " in "
              + target.location()
              + ": run `./fivewhys warehouse apply`, or correct warehouse.dataset and"
              + " warehouse.location; ";
      case "INVALID_ARGUMENT" -> argument(words, target);
      default -> "table " + target + ": ";
    };
  }

  private static String permission(String words, Target target) {
    if (words.contains("has not been used") || words.contains("SERVICE_DISABLED")) {
      return "the Storage Write API is off: run `gcloud services enable"
          + " bigquerystorage.googleapis.com --project "
          + target.project()
          + "`; ";
    }
    if (words.contains("vpcServiceControls") || words.contains("organization's policy")) {
      return "a perimeter of VPC Service Controls keeps the sinks out: let their account in to"
          + " bigquerystorage.googleapis.com of project "
          + target.project()
          + "; ";
    }
    if (words.contains("billing")) {
      return "link a billing account to project " + target.project() + "; ";
    }
    return "grant roles/bigquery.dataEditor on dataset "
        + target.project()
        + "."
        + target.dataset()
        + " to the account that runs the sinks, which lacks "
        + missing(words)
        + " (where the table is missing, run `./fivewhys warehouse apply`); ";
  }

  /** As roles name it; the service says either. */
  private static String missing(String words) {
    return PERMISSION
        .matcher(words)
        .results()
        .map(MatchResult::group)
        .findFirst()
        .map(name ->
            switch (name) {
              case "TABLES_UPDATE_DATA" -> "bigquery.tables.updateData";
              case "TABLES_GET" -> "bigquery.tables.get";
              case "DATASETS_GET" -> "bigquery.datasets.get";
              default -> name;
            })
        .orElse("bigquery.tables.updateData");
  }

  private static String argument(String words, Target target) {
    if (words.contains("more fields than BigQuery schema")
        || words.contains("SCHEMA_MISMATCH_EXTRA_FIELDS")) {
      List<String> fields = extraFields(words);
      return "table "
          + target
          + " lacks "
          + (fields.isEmpty() ? "a column" : "column " + String.join(", ", fields))
          + ": run `./fivewhys warehouse apply`, and rows go on by themselves within minutes; ";
    }
    return "table "
        + target
        + " is not as this version wants it: `./fivewhys warehouse plan` says where; ";
  }

  private static List<String> extraFields(String words) {
    List<String> fields = new ArrayList<>();
    EXTRA_FIELDS
        .matcher(words)
        .results()
        .findFirst()
        .ifPresent(list ->
            QUOTED.matcher(list.group(1)).results().forEach(field -> fields.add(field.group(1))));
    return fields;
  }

  private static AppendFailure quota(String words, Target target) {
    String quota =
        QUOTA
            .matcher(words)
            .results()
            .findFirst()
            .map(match -> "the quota '" + match.group(1) + "'")
            .orElse("a quota of bigquerystorage.googleapis.com");
    return new AppendFailure(
        Remedy.QUOTA,
        quota
            + " of project "
            + target.project()
            + " in "
            + target.location()
            + " is used up: ask for more of it (console, IAM & Admin, Quotas), should this go on for"
            + " more than ten minutes; "
            + said("RESOURCE_EXHAUSTED", words));
  }

  private static String said(String code, String words) {
    String line = words.strip().replaceAll("\\s+", " ");
    while (line.endsWith(".")) {
      line = line.substring(0, line.length() - 1);
    }
    line = line.startsWith(code) ? line : code + (line.isEmpty() ? "" : ": " + line);
    return line.length() <= WORDS ? line : line.substring(0, WORDS) + "…";
  }
}
