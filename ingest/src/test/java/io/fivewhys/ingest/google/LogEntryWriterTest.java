// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.MonitoredResource;
import com.google.cloud.audit.AuditLog;
import com.google.logging.type.HttpRequest;
import com.google.logging.type.LogSeverity;
import com.google.logging.v2.LogEntry;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Rejected;
import io.fivewhys.ingest.LogDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of the API become what the decoder reads of an export. */
class LogEntryWriterTest {

  private static final Any UNKNOWN =
      Any.newBuilder()
          .setTypeUrl("type.googleapis.com/google.appengine.logging.v1.RequestLog")
          .setValue(ByteString.copyFromUtf8("whatever"))
          .build();

  @Test
  void a_request_is_written_as_an_export_has_it() {
    LogEntry entry =
        entry("run.googleapis.com%2Frequests")
            .setSeverity(LogSeverity.ERROR)
            .setHttpRequest(
                HttpRequest.newBuilder()
                    .setRequestMethod("GET")
                    .setRequestUrl("https://checkout.example/cart/17")
                    .setStatus(503)
                    .setRequestSize(1_220)
                    .setLatency(Duration.newBuilder().setSeconds(3).setNanos(786_648_988)))
            .build();

    assertThat(LogEntryWriter.json(entry))
        .contains("\"requestSize\":\"1220\"")
        .contains("\"latency\":\"3.786648988s\"")
        .contains("\"timestamp\":\"2026-09-16T01:42:58.995733Z\"")
        .contains("\"severity\":\"ERROR\"");
    PlatformEvent event = accepted(entry);
    assertThat(((Request) event.getBody()).getStatus()).isEqualTo(503);
    assertThat(event.getEventTime() - event.getEntryTime()).isEqualTo(3_786_648_988L);
  }

  @Test
  void a_severity_of_default_is_absent_as_in_an_export() {
    assertThat(LogEntryWriter.json(entry("run.googleapis.com%2Fstdout").build()))
        .doesNotContain("severity");
  }

  @Test
  void an_audit_record_is_unpacked() {
    assertThat(accepted(audit(deletion())).getBody())
        .isInstanceOfSatisfying(
            ConfigurationChange.class,
            change -> assertThat(change.getMethod()).contains("DeleteConnector"));
  }

  @Test
  void what_is_unknown_within_an_audit_record_is_left_out() {
    AuditLog audit =
        deletion().toBuilder()
            .setServiceData(UNKNOWN)
            .setStatus(Status.newBuilder().setCode(7).setMessage("denied").addDetails(UNKNOWN))
            .build();

    assertThat(((ConfigurationChange) accepted(audit(audit)).getBody()).getStatusCode())
        .isEqualTo(7);
  }

  @Test
  void an_unknown_payload_of_an_audit_log_is_rejected_with_its_reason() {
    LogEntry entry = entry("cloudaudit.googleapis.com%2Factivity").setProtoPayload(UNKNOWN).build();

    assertThat(LogEntryWriter.json(entry))
        .endsWith(
            ",\"protoPayload\":{\"@type\":\"type.googleapis.com/google.appengine.logging.v1.RequestLog\"}}");
    assertThat(decoded(entry))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo("unknown_proto_payload"));
  }

  @Test
  void a_damaged_audit_record_is_rejected() {
    Any damaged =
        Any.pack(deletion()).toBuilder().setValue(ByteString.copyFromUtf8("\u0007\uffff")).build();

    assertThat(
            decoded(entry("cloudaudit.googleapis.com%2Factivity").setProtoPayload(damaged).build()))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void what_json_cannot_hold_is_rejected_and_not_dropped() {
    LogEntry entry =
        entry("run.googleapis.com%2Fstdout")
            .setJsonPayload(
                Struct.newBuilder()
                    .putFields("x", Value.newBuilder().setNumberValue(Double.NaN).build()))
            .build();

    assertThat(decoded(entry)).isInstanceOf(Rejected.class);
    Entries entries = LogEntryWriter.of(List.of(entry, entry), "", Map.of());
    assertThat(new String(entries.ndjson(), StandardCharsets.UTF_8).lines()).hasSize(2);
    assertThat(entries.count()).isEqualTo(2);
  }

  @Test
  void line_ends_within_an_entry_do_not_end_its_line() {
    LogEntry entry = entry("run.googleapis.com%2Fstderr").setTextPayload("a\nb\r\n\u2028c").build();

    Entries entries = LogEntryWriter.of(List.of(entry), "", Map.of());

    assertThat(new String(entries.ndjson(), StandardCharsets.UTF_8)).containsOnlyOnce("\n");
  }

  private static AuditLog deletion() {
    return AuditLog.newBuilder()
        .setServiceName("vpcaccess.googleapis.com")
        .setMethodName("google.cloud.vpcaccess.v1.VpcAccessService.DeleteConnector")
        .setResourceName("projects/acme-prod/locations/us-central1/connectors/main-vpc")
        .build();
  }

  private static LogEntry audit(AuditLog audit) {
    return entry("cloudaudit.googleapis.com%2Factivity")
        .setResource(
            MonitoredResource.newBuilder()
                .setType("audited_resource")
                .putLabels("project_id", "acme-prod"))
        .setProtoPayload(Any.pack(audit))
        .build();
  }

  private static LogEntry.Builder entry(String log) {
    return LogEntry.newBuilder()
        .setLogName("projects/acme-prod/logs/" + log)
        .setResource(
            MonitoredResource.newBuilder()
                .setType("cloud_run_revision")
                .putLabels("project_id", "acme-prod")
                .putLabels("location", "us-central1")
                .putLabels("service_name", "checkout")
                .putLabels("revision_name", "checkout-00042-abc"))
        .setTimestamp(Timestamp.newBuilder().setSeconds(1_789_522_978L).setNanos(995_733_000))
        .setInsertId("a1");
  }

  private static PlatformEvent accepted(LogEntry entry) {
    Decoded decoded = decoded(entry);
    assertThat(decoded).as(LogEntryWriter.json(entry)).isInstanceOf(Accepted.class);
    return ((Accepted) decoded).event();
  }

  private static Decoded decoded(LogEntry entry) {
    return new LogDecoder(Settings.defaults())
        .decode(LogEntryWriter.json(entry).getBytes(StandardCharsets.UTF_8));
  }
}
