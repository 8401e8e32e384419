// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;

/**
 * Views on deploys for analysts, in DuckDB's SQL: verdicts as they stand, the DORA figures that
 * follow from them, and revisions beside each other. A deploy is one revision taking over; its time
 * is its first request's, or where it served none, when it became ready or was made.
 */
final class ChangeViews {

  /** The latest row of each change: what is known of it now. */
  private static final String REVISION_VERDICTS =
      """
      CREATE OR REPLACE VIEW revision_verdicts AS
      SELECT *
      FROM revision_changes
      QUALIFY
        row_number() OVER (
          PARTITION BY project, location, service, to_revision
          ORDER BY sequence DESC, observed_at DESC) = 1\
      """;

  /**
   * One row for each deploy. It failed when the verdict is REGRESSION, or when the revision never
   * became ready and a finding says so: without one, nobody may have told.
   */
  private static final String DEPLOYMENTS =
      """
      CREATE OR REPLACE VIEW deployments AS
      WITH
        told AS (
          SELECT
            *,
            ready_at IS NULL
              AND len(list_filter(
                findings,
                lambda finding: starts_with(lower(finding), 'never became ready'))) > 0
              AS never_ready
          FROM revision_verdicts)
      SELECT
        project, location, service, from_revision, to_revision,
        coalesce(first_traffic_at, ready_at, created_at, observed_at) AS deployed_at,
        verdict, never_ready,
        verdict = 'REGRESSION' OR never_ready AS failed,
        first_traffic_at, restored_at, actor, tool
      FROM told\
      """;

  /** Deployment frequency: how many a day, and how many of them failed. Days without are absent. */
  private static final String DEPLOYMENTS_DAILY =
      """
      CREATE OR REPLACE VIEW deployments_daily AS
      SELECT
        deployed_at::DATE AS day, project, location, service,
        count(*) AS deployments,
        count(*) FILTER (failed) AS failed
      FROM deployments
      GROUP BY ALL\
      """;

  /** Failed deploys over all deploys of a service, over everything in the warehouse. */
  private static final String CHANGE_FAILURE_RATE =
      """
      CREATE OR REPLACE VIEW change_failure_rate AS
      SELECT
        project, location, service,
        count(*) AS deployments,
        count(*) FILTER (failed) AS failures,
        count(*) FILTER (failed) / count(*) AS rate
      FROM deployments
      GROUP BY ALL\
      """;

  /** The same week by week; a week begins on its Monday. */
  private static final String CHANGE_FAILURE_RATE_WEEKLY =
      """
      CREATE OR REPLACE VIEW change_failure_rate_weekly AS
      SELECT
        date_trunc('week', deployed_at)::DATE AS week, project, location, service,
        count(*) AS deployments,
        count(*) FILTER (failed) AS failures,
        count(*) FILTER (failed) / count(*) AS rate
      FROM deployments
      GROUP BY ALL\
      """;

  /**
   * One row for each failed deploy: from its first request until it was over. A revision that
   * served nothing has no first request, and one not over yet no end: then minutes are null.
   */
  private static final String TIME_TO_RESTORE =
      """
      CREATE OR REPLACE VIEW time_to_restore AS
      SELECT
        project, location, service, to_revision,
        first_traffic_at AS failed_at,
        restored_at,
        date_diff('microsecond', first_traffic_at, restored_at) / 60e6 AS minutes
      FROM deployments
      WHERE failed\
      """;

  /** Of a service: failed deploys, those that are over, and the median of their minutes. */
  private static final String TIME_TO_RESTORE_MEDIAN =
      """
      CREATE OR REPLACE VIEW time_to_restore_median AS
      SELECT
        project, location, service,
        count(*) AS failures,
        count(minutes) AS restored,
        median(minutes) AS median_minutes
      FROM time_to_restore
      GROUP BY ALL\
      """;

  /** Each revision over all its minutes; percentiles are of its merged histograms. */
  private static final String REVISIONS_COMPARED =
      """
      CREATE OR REPLACE VIEW revisions_compared AS
      WITH
        totals AS (
          SELECT
            project, location, service, revision,
            sum(requests)::BIGINT AS requests,
            sum(errors_5xx) / nullif(sum(requests), 0) AS error_rate,
            sum(errors_4xx) / nullif(sum(requests), 0) AS error_rate_4xx,
            sum(errors_auth) / nullif(sum(requests), 0) AS error_rate_auth,
            sum(errors_429) / nullif(sum(requests), 0) AS error_rate_429,
            min(window_start) AS first_minute,
            max(window_start) AS last_minute
          FROM service_minutes
          GROUP BY ALL),
        buckets AS (
          SELECT project, location, service, revision, bucket, sum(count) AS count
          FROM (
            SELECT
              project, location, service, revision, unnest(latency_histogram, recursive := true)
            FROM service_minutes)
          GROUP BY ALL),
        ranks AS (
          SELECT
            *,
            sum(count) OVER (
              PARTITION BY project, location, service, revision ORDER BY bucket) AS up_to,
            sum(count) OVER (PARTITION BY project, location, service, revision) AS total
          FROM buckets),
        percentiles AS (
          SELECT
            project, location, service, revision,
            latency_ms(min(bucket) FILTER (up_to >= ceil(0.50 * total))) AS p50_ms,
            latency_ms(min(bucket) FILTER (up_to >= ceil(0.95 * total))) AS p95_ms,
            latency_ms(min(bucket) FILTER (up_to >= ceil(0.99 * total))) AS p99_ms
          FROM ranks
          GROUP BY ALL)
      SELECT
        project, location, service, revision, requests,
        error_rate, error_rate_4xx, error_rate_auth, error_rate_429,
        p50_ms, p95_ms, p99_ms, first_minute, last_minute
      FROM totals LEFT JOIN percentiles USING (project, location, service, revision)\
      """;

  /** Each after those it is made of. */
  static final List<String> ALL =
      List.of(
          REVISION_VERDICTS,
          DEPLOYMENTS,
          DEPLOYMENTS_DAILY,
          CHANGE_FAILURE_RATE,
          CHANGE_FAILURE_RATE_WEEKLY,
          TIME_TO_RESTORE,
          TIME_TO_RESTORE_MEDIAN,
          REVISIONS_COMPARED);

  private ChangeViews() {}
}
