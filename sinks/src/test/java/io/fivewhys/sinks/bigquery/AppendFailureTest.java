// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.sinks.bigquery.WarehouseException.Remedy;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In the service's own words, as its users report them. */
class AppendFailureTest {

  private static final AppendFailure.Target TARGET =
      new AppendFailure.Target("acme", "fivewhys", "europe-west1", "service_minutes");

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "PERMISSION_DENIED",
            "Permission 'TABLES_UPDATE_DATA' denied on resource"
                + " 'projects/acme/datasets/fivewhys/tables/service_minutes' (or it may not exist).",
            Remedy.SOMEBODY,
            "grant roles/bigquery.dataEditor on dataset acme.fivewhys to the account that runs the"
                + " sinks, which lacks bigquery.tables.updateData (where the table is missing, run"
                + " `./fivewhys warehouse apply`); PERMISSION_DENIED: Permission"),
        Arguments.of(
            "PERMISSION_DENIED",
            "Access Denied: Table acme:fivewhys.service_minutes: Permission bigquery.tables.get"
                + " denied on table acme:fivewhys.service_minutes",
            Remedy.SOMEBODY,
            "which lacks bigquery.tables.get "),
        Arguments.of(
            "PERMISSION_DENIED",
            "BigQuery Storage API has not been used in project 1234 before or it is disabled. Enable"
                + " it by visiting https://console.developers.google.com/apis/api/"
                + "bigquerystorage.googleapis.com/overview?project=1234 then retry.",
            Remedy.SOMEBODY,
            "run `gcloud services enable bigquerystorage.googleapis.com --project acme`"),
        Arguments.of(
            "PERMISSION_DENIED",
            "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x1",
            Remedy.SOMEBODY,
            "a perimeter of VPC Service Controls"),
        Arguments.of(
            "PERMISSION_DENIED",
            "Streaming insert is not allowed in the free tier: enable billing for the project.",
            Remedy.SOMEBODY,
            "link a billing account to project acme"),
        Arguments.of(
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials. Expected OAuth 2 access token.",
            Remedy.SOMEBODY,
            "`gcloud auth application-default login`"),
        Arguments.of(
            "NOT_FOUND",
            "Requested entity was not found. Entity:"
                + " projects/acme/datasets/fivewhys/tables/service_minutes",
            Remedy.SOMEBODY,
            "there is no table acme.fivewhys.service_minutes in europe-west1: run `./fivewhys"
                + " warehouse apply`"),
        Arguments.of(
            "INVALID_ARGUMENT",
            "Input schema has more fields than BigQuery schema, extra fields: 'cause','tail' Entity:"
                + " projects/acme/datasets/fivewhys/tables/service_minutes/streams/Cic2",
            Remedy.SOMEBODY,
            "table acme.fivewhys.service_minutes lacks column cause, tail: run `./fivewhys warehouse"
                + " apply`, and rows go on by themselves within minutes"),
        Arguments.of(
            "INVALID_ARGUMENT",
            "SCHEMA_MISMATCH_EXTRA_FIELDS projects/local/datasets/fivewhys/tables/service_minutes",
            Remedy.SOMEBODY,
            "lacks a column: run `./fivewhys warehouse apply`"),
        Arguments.of(
            "INVALID_ARGUMENT",
            "The proto field mismatched with BigQuery field at"
                + " service_minutes.requests, the proto field type int64, BigQuery field type STRING",
            Remedy.SOMEBODY,
            "`./fivewhys warehouse plan` says where"),
        Arguments.of(
            "RESOURCE_EXHAUSTED",
            "Exceeds 'AppendRows throughput' quota, user_id: project0000_us (status:"
                + " INSUFFICIENT_TOKENS), you can issue a raise quota request through Google Cloud"
                + " Console.",
            Remedy.QUOTA,
            "the quota 'AppendRows throughput' of project acme in europe-west1 is used up: ask for"
                + " more of it"),
        Arguments.of(
            "RESOURCE_EXHAUSTED",
            "Exceeds 'CreateWriteStream requests' quota, user_id: project0000_us",
            Remedy.QUOTA,
            "the quota 'CreateWriteStream requests' of project acme"),
        Arguments.of(
            "RESOURCE_EXHAUSTED",
            "Resource has been exhausted (e.g. check quota).",
            Remedy.QUOTA,
            "a quota of bigquerystorage.googleapis.com of project acme"),
        Arguments.of(
            "UNAVAILABLE",
            "Request 'AppendRows' from role 'cloud-dataengine-globalrouting' throttled: Task is"
                + " overloaded (memory-protection)",
            Remedy.TIME,
            "UNAVAILABLE: Request"),
        Arguments.of("ABORTED", "Closing the stream because of idleness", Remedy.TIME, "ABORTED"),
        Arguments.of("INTERNAL", "", Remedy.TIME, "service_minutes: INTERNAL"),
        Arguments.of("UNKNOWN", "channel closed", Remedy.TIME, "UNKNOWN"),
        Arguments.of("CANCELLED", "RST_STREAM", Remedy.TIME, "CANCELLED"),
        Arguments.of("DEADLINE_EXCEEDED", "", Remedy.TIME, "DEADLINE_EXCEEDED"),
        Arguments.of(
            "FAILED_PRECONDITION",
            "Table is in a state that takes no appends",
            Remedy.SOMEBODY,
            "table acme.fivewhys.service_minutes: FAILED_PRECONDITION"),
        Arguments.of("UNIMPLEMENTED", "", Remedy.SOMEBODY, "UNIMPLEMENTED"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void says_what_helps(String code, String words, Remedy remedy, String sentence) {
    AppendFailure failure = AppendFailure.of(code, words, TARGET);
    assertThat(failure.remedy()).isEqualTo(remedy);
    assertThat(failure.sentence()).contains(sentence).doesNotEndWith(".");
  }

  @Test
  void keeps_to_one_line_of_bounded_length() {
    String words = "line one\nline two  \t" + "x".repeat(10_000);
    String sentence = AppendFailure.of("INTERNAL", words, TARGET).sentence();
    assertThat(sentence).contains("INTERNAL: line one line two xxx").hasSizeLessThan(600);
  }
}
