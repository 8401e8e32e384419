// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the GoogleSQL emulator, where it is built. */
class EmulatedDatasetTest extends GoogleDatasetContract {

  private static BigQueryEmulator emulator;

  @BeforeAll
  static void start() {
    emulator = BigQueryEmulator.start();
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @Override
  String project() {
    return BigQueryEmulator.PROJECT;
  }

  @Override
  String endpoint() {
    return emulator.endpoint();
  }

  @Override
  BigQuery client() {
    return BigQueryOptions.newBuilder()
        .setProjectId(project())
        .setHost(endpoint())
        .setCredentials(NoCredentials.getInstance())
        .build()
        .getService();
  }

  @Override
  Set<Gap> gaps() {
    return EnumSet.allOf(Gap.class);
  }
}
