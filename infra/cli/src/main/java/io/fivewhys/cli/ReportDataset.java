// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.sinks.report.engine.BigQuerySource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A dataset of BigQuery as the report reads it: how much of it, and how far back. */
final class ReportDataset {

  private ReportDataset() {}

  /**
   * @param dataset PROJECT.DATASET
   */
  static BigQuerySource open(Settings settings, String dataset) {
    return BigQuerySource.open(
        dataset,
        settings.get(Settings.WAREHOUSE_LOCATION),
        settings.get(Settings.WAREHOUSE_ENDPOINT),
        settings.get(Settings.REPORT_MOST_BYTES));
  }

  /** Nothing before it is read; a whole day, so that the same question is asked all day. */
  static Instant since(Settings settings, Instant now) {
    return now.minus(settings.get(Settings.REPORT_REACH)).truncatedTo(ChronoUnit.DAYS);
  }
}
