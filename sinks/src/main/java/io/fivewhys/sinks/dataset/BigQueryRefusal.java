// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import org.jspecify.annotations.Nullable;

/**
 * What BigQuery's errors mean to the one who reads them: which role to grant, or what to wait for.
 * Reasons are those of its error table.
 */
final class BigQueryRefusal {

  private BigQueryRefusal() {}

  /**
   * @param doing such as {@code table service_minutes cannot be created}
   * @param code of HTTP; 0 without an answer
   * @param reason in BigQuery's word; null where it gave none
   * @param job whether a query job did it, which needs a right of its own
   */
  static DatasetException of(
      String doing,
      int code,
      @Nullable String reason,
      @Nullable String message,
      boolean job,
      String dataset,
      Throwable cause) {
    String said = doing + ": ";
    String project = dataset.substring(0, dataset.lastIndexOf('.'));
    String why = reason == null ? "" : reason;
    if (why.equals("quotaExceeded") || why.equals("rateLimitExceeded") || code == 429) {
      return DatasetException.passing(
          said
              + "a quota of project "
              + project
              + " is used up; wait, or ask for more under IAM & Admin, Quotas: "
              + message,
          cause);
    }
    if (why.equals("accessNotConfigured")) {
      return DatasetException.lasting(
          said
              + "enable the API: gcloud services enable bigquery.googleapis.com --project "
              + project,
          cause);
    }
    if (why.equals("billingNotEnabled")) {
      return DatasetException.lasting(
          said + "project " + project + " needs a billing account: " + message, cause);
    }
    if (code == 401) {
      return DatasetException.lasting(
          said
              + "no valid credentials: gcloud auth application-default login, or a service account: "
              + message,
          cause);
    }
    if (code == 403) {
      return DatasetException.lasting(
          said + "grant " + roles(doing, job, project, dataset) + ": " + message, cause);
    }
    if (why.equals("duplicate") || code == 409 || code == 412) {
      return DatasetException.passing(
          said + "somebody else changes the dataset just now; run it again: " + message, cause);
    }
    return code == 0 || code >= 500
        ? DatasetException.passing(said + "BigQuery fails, or is not reached: " + message, cause)
        : DatasetException.lasting(said + message, cause);
  }

  private static String roles(String doing, boolean job, String project, String dataset) {
    if (doing.startsWith("dataset ") && doing.contains("created")) {
      return "bigquery.datasets.create on project "
          + project
          + " (in roles/bigquery.user), or create the dataset and grant roles/bigquery.dataOwner on it";
    }
    String onDataset = "roles/bigquery.dataEditor on dataset " + dataset;
    return job ? "roles/bigquery.jobUser on project " + project + " and " + onDataset : onDataset;
  }
}
