// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BigQueryRefusalTest {

  private static DatasetException refusal(
      String doing, int code, @Nullable String reason, boolean job) {
    return BigQueryRefusal.of(
        doing, code, reason, "Access Denied", job, "acme.fivewhys", new RuntimeException());
  }

  @Test
  void missing_rights_say_what_to_grant_and_where() {
    assertThat(refusal("table escalations cannot be created", 403, "accessDenied", false))
        .hasMessage(
            "table escalations cannot be created: grant roles/bigquery.dataEditor on dataset acme.fivewhys: Access Denied")
        .matches(e -> !((DatasetException) e).isPassing());
    assertThat(refusal("dataset acme.fivewhys cannot be created", 403, "accessDenied", false))
        .hasMessageContaining("grant bigquery.datasets.create on project acme");
    assertThat(refusal("function latency_ms cannot be created", 403, "accessDenied", true))
        .hasMessageContaining(
            "grant roles/bigquery.jobUser on project acme and roles/bigquery.dat");
    assertThat(refusal("dataset acme.fivewhys cannot be read", 401, "authError", false))
        .hasMessageContaining("gcloud auth application-default login");
    assertThat(refusal("dataset acme.fivewhys cannot be read", 403, "accessNotConfigured", false))
        .hasMessageContaining("gcloud services enable bigquery.googleapis.com --project acme");
  }

  @Test
  void quotas_outages_and_others_changes_pass() {
    assertThat(refusal("view incidents cannot be changed", 403, "rateLimitExceeded", false))
        .hasMessageContaining("a quota of project acme is used up")
        .matches(e -> ((DatasetException) e).isPassing());
    assertThat(refusal("view incidents cannot be changed", 503, null, false).isPassing()).isTrue();
    assertThat(refusal("view incidents cannot be changed", 0, null, false).isPassing()).isTrue();
    assertThat(refusal("table escalations cannot be created", 409, "duplicate", false))
        .hasMessageContaining("somebody else changes the dataset just now")
        .matches(e -> ((DatasetException) e).isPassing());
  }

  @Test
  void what_bigquery_finds_wrong_is_told_in_its_words() {
    assertThat(refusal("view incidents cannot be created", 400, "invalidQuery", false))
        .hasMessage("view incidents cannot be created: Access Denied")
        .matches(e -> !((DatasetException) e).isPassing());
  }
}
