// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract on BigQuery itself, in the project that TEST_BIGQUERY_PROJECT names, with the
 * environment's credentials. Each test makes a dataset of its own there and deletes it.
 */
class BigQueryDatasetTest extends GoogleDatasetContract {

  private static final Optional<String> PROJECT =
      Optional.ofNullable(System.getenv("TEST_BIGQUERY_PROJECT"));

  @BeforeAll
  static void configured() {
    Assumptions.assumeTrue(
        PROJECT.isPresent(), "skipped: no project of BigQuery to test in (TEST_BIGQUERY_PROJECT)");
  }

  @Override
  String project() {
    return PROJECT.orElseThrow();
  }

  @Override
  String endpoint() {
    return "";
  }

  @Override
  BigQuery client() {
    return BigQueryOptions.newBuilder().setProjectId(project()).build().getService();
  }

  @Override
  Set<Gap> gaps() {
    return EnumSet.noneOf(Gap.class);
  }
}
