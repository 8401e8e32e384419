// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class BigQueryEmulatorTest {

  @Test
  void it_runs_google_sql() throws Exception {
    try (BigQueryEmulator emulator = BigQueryEmulator.start();
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest query =
          HttpRequest.newBuilder(
                  URI.create(
                      emulator.endpoint()
                          + "/bigquery/v2/projects/"
                          + BigQueryEmulator.PROJECT
                          + "/queries"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"query\": \"SELECT SAFE_DIVIDE(42, 1)\", \"useLegacySql\": false}"))
              .build();

      String answer = client.send(query, HttpResponse.BodyHandlers.ofString()).body();

      assertThat(answer).contains("42");
    }
  }
}
