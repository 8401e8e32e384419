// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import com.google.api.MonitoredResource;
import com.google.logging.type.HttpRequest;
import com.google.logging.v2.LogEntry;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Log entries as the API holds them. */
final class Sent {

  static final String PROJECT = "acme-prod";
  static final Instant BEGIN = Instant.parse("2026-09-16T01:00:00Z");

  private Sent() {}

  /** A request that ended, and was received, at a second after the begin. */
  static LogEntry request(int number, double second) {
    Instant end = BEGIN.plusMillis((long) (second * 1_000));
    return LogEntry.newBuilder()
        .setLogName("projects/" + PROJECT + "/logs/run.googleapis.com%2Frequests")
        .setResource(
            MonitoredResource.newBuilder()
                .setType("cloud_run_revision")
                .putLabels("project_id", PROJECT)
                .putLabels("location", "us-central1")
                .putLabels("service_name", "checkout")
                .putLabels("revision_name", "checkout-00042-abc"))
        .setHttpRequest(
            HttpRequest.newBuilder()
                .setRequestMethod("GET")
                .setRequestUrl("https://checkout.example/")
                .setStatus(200)
                .setLatency(Duration.newBuilder().setNanos(250_000_000)))
        .setInsertId("r" + number)
        .setTimestamp(timestamp(end.minusMillis(250)))
        .setReceiveTimestamp(timestamp(end))
        .build();
  }

  static List<LogEntry> requests(int from, int to, double everySeconds) {
    return IntStream.range(from, to).mapToObj(n -> request(n, n * everySeconds)).toList();
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
