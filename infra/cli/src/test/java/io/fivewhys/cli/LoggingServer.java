// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.api.MonitoredResource;
import com.google.logging.type.HttpRequest;
import com.google.logging.v2.ListLogEntriesRequest;
import com.google.logging.v2.ListLogEntriesResponse;
import com.google.logging.v2.LogEntry;
import com.google.logging.v2.LoggingServiceV2Grpc.LoggingServiceV2ImplBase;
import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A Logging API on a loopback port that has one request in every listing, or denies it. */
final class LoggingServer extends LoggingServiceV2ImplBase implements AutoCloseable {

  static final Instant TIME = Instant.parse("2026-09-16T01:42:58Z");

  private final Server server;
  private final @Nullable Status denial;
  final AtomicInteger listings = new AtomicInteger();

  LoggingServer(@Nullable Status denial) throws IOException {
    this.denial = denial;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void listLogEntries(
      ListLogEntriesRequest request, StreamObserver<ListLogEntriesResponse> answer) {
    listings.incrementAndGet();
    if (denial != null) {
      answer.onError(denial.asRuntimeException());
      return;
    }
    answer.onNext(ListLogEntriesResponse.newBuilder().addEntries(request()).build());
    answer.onCompleted();
  }

  private static LogEntry request() {
    return LogEntry.newBuilder()
        .setLogName("projects/acme-prod/logs/run.googleapis.com%2Frequests")
        .setResource(
            MonitoredResource.newBuilder()
                .setType("cloud_run_revision")
                .putLabels("project_id", "acme-prod")
                .putLabels("location", "us-central1")
                .putLabels("service_name", "checkout")
                .putLabels("revision_name", "checkout-00042-abc"))
        .setHttpRequest(HttpRequest.newBuilder().setStatus(200))
        .setInsertId("a1")
        .setTimestamp(Timestamp.newBuilder().setSeconds(TIME.getEpochSecond()))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
