// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import io.fivewhys.sinks.report.engine.WarehouseReader.WarehouseReadException;
import org.jspecify.annotations.Nullable;

/**
 * What BigQuery's errors mean to the one who wants to read: which role to grant, what to raise, or
 * what to wait for. Reasons are those of its error table.
 */
final class BigQueryReadFault {

  static final String NO_CREDENTIALS =
      "the warehouse cannot be read: no credentials: gcloud auth application-default login, or GOOGLE_APPLICATION_CREDENTIALS";

  private BigQueryReadFault() {}

  /**
   * @param code of HTTP; 0 without an answer
   * @param reason in BigQuery's word; null where it gave none
   * @param dataset PROJECT.DATASET
   * @param mostBytes that a query may read
   */
  static WarehouseReadException of(
      int code,
      @Nullable String reason,
      @Nullable String message,
      String dataset,
      long mostBytes,
      Throwable cause) {
    return new WarehouseReadException(
        "the warehouse %s cannot be read: %s: %s"
            .formatted(
                dataset, toDo(code, reason == null ? "" : reason, dataset, mostBytes), message),
        cause);
  }

  private static String toDo(int code, String reason, String dataset, long mostBytes) {
    String project = dataset.substring(0, dataset.lastIndexOf('.'));
    return switch (reason) {
      case "bytesBilledLimitExceeded" ->
          "one query would read more than report.most_bytes (%d MiB); ask for a shorter time, lower report.reach, or raise it"
              .formatted(mostBytes >> 20);
      case "quotaExceeded", "rateLimitExceeded" ->
          "a quota of project %s is used up; wait, or ask for more under IAM & Admin, Quotas"
              .formatted(project);
      case "accessNotConfigured" ->
          "enable the API: gcloud services enable bigquery.googleapis.com --project " + project;
      case "billingNotEnabled" -> "project %s needs a billing account".formatted(project);
      case "timeout", "stopped" -> "a query took too long; ask for a shorter time, or try it again";
      case "notFound" -> missing(dataset);
      default -> toDo(code, dataset, project);
    };
  }

  private static String toDo(int code, String dataset, String project) {
    return switch (code) {
      case 401 ->
          "no valid credentials: gcloud auth application-default login, or a service account";
      case 403 ->
          "grant roles/bigquery.dataViewer on dataset %s and roles/bigquery.jobUser on project %s"
              .formatted(dataset, project);
      case 404 -> missing(dataset);
      case 429 -> "too many questions at once; try it again";
      default ->
          code == 0 || code >= 500
              ? "BigQuery fails, or is not reached; try it again"
              : "BigQuery refuses the query";
    };
  }

  private static String missing(String dataset) {
    return "no such dataset or table, or none in warehouse.location; ./fivewhys warehouse plan tells what %s lacks"
        .formatted(dataset);
  }
}
