// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import com.google.logging.v2.ListLogEntriesRequest;
import com.google.logging.v2.ListLogEntriesResponse;
import com.google.logging.v2.LogEntry;
import com.google.logging.v2.LoggingServiceV2Grpc.LoggingServiceV2ImplBase;
import com.google.logging.v2.TailLogEntriesRequest;
import com.google.logging.v2.TailLogEntriesResponse;
import com.google.logging.v2.TailLogEntriesResponse.SuppressionInfo;
import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Logging API of a project on a loopback port: keeps entries, lists them by time, hands new
 * ones to open tails, and fails when told to. Of a filter it understands bounds of times.
 */
final class LoggingServer extends LoggingServiceV2ImplBase implements AutoCloseable {

  private static final int GOODBYE_SECONDS = 10;
  private static final Pattern BOUND =
      Pattern.compile("\\b(receiveTimestamp|timestamp)(>=|<)\"([^\"]+)\"");

  private final Server server;
  private final List<LogEntry> entries = new ArrayList<>();
  private final List<StreamObserver<TailLogEntriesResponse>> tails = new ArrayList<>();
  private final Deque<Status> listFaults = new ArrayDeque<>();
  private final Deque<Status> tailFaults = new ArrayDeque<>();
  final BlockingQueue<TailLogEntriesRequest> sessions = new LinkedBlockingQueue<>();
  final BlockingQueue<ListLogEntriesRequest> listings = new LinkedBlockingQueue<>();
  private int pageSize = 1_000;

  LoggingServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Pages hold no more, however many are asked for. */
  synchronized LoggingServer pagesOf(int most) {
    pageSize = most;
    return this;
  }

  /** The next listings fail so. */
  synchronized void failListing(Status... faults) {
    listFaults.addAll(List.of(faults));
  }

  /** The next tails fail so. */
  synchronized void failTail(Status... faults) {
    tailFaults.addAll(List.of(faults));
  }

  /** Keeps entries, and hands them to whoever tails. */
  synchronized void publish(LogEntry... news) {
    entries.addAll(List.of(news));
    send(TailLogEntriesResponse.newBuilder().addAllEntries(List.of(news)).build());
  }

  /** Keeps entries that no tail hands over. */
  synchronized void keep(List<LogEntry> quietly) {
    entries.addAll(quietly);
  }

  synchronized void suppress(SuppressionInfo.Reason reason, int count) {
    send(
        TailLogEntriesResponse.newBuilder()
            .addSuppressionInfo(
                SuppressionInfo.newBuilder().setReason(reason).setSuppressedCount(count))
            .build());
  }

  private void send(TailLogEntriesResponse response) {
    tails.forEach(tail -> tail.onNext(response));
  }

  /** Ends every session; null in order. */
  synchronized void endSessions(@Nullable Status status) {
    for (StreamObserver<TailLogEntriesResponse> tail : tails) {
      if (status == null) {
        tail.onCompleted();
      } else {
        tail.onError(status.asRuntimeException());
      }
    }
    tails.clear();
  }

  @Override
  public synchronized void listLogEntries(
      ListLogEntriesRequest request, StreamObserver<ListLogEntriesResponse> answer) {
    listings.add(request);
    Status fault = listFaults.poll();
    if (fault != null) {
      answer.onError(fault.asRuntimeException());
      return;
    }
    List<LogEntry> found =
        entries.stream()
            .filter(entry -> matches(request.getFilter(), entry))
            .sorted(Comparator.comparing(entry -> instant(entry.getTimestamp())))
            .toList();
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int to = Math.min(found.size(), from + Math.min(pageSize, request.getPageSize()));
    answer.onNext(
        ListLogEntriesResponse.newBuilder()
            .addAllEntries(found.subList(from, to))
            .setNextPageToken(to < found.size() ? Integer.toString(to) : "")
            .build());
    answer.onCompleted();
  }

  private static boolean matches(String filter, LogEntry entry) {
    Matcher bound = BOUND.matcher(filter);
    while (bound.find()) {
      Instant time =
          instant(
              bound.group(1).equals("timestamp")
                  ? entry.getTimestamp()
                  : entry.getReceiveTimestamp());
      boolean before = time.isBefore(Instant.parse(bound.group(3)));
      if (before != bound.group(2).equals("<")) {
        return false;
      }
    }
    return true;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  @Override
  public StreamObserver<TailLogEntriesRequest> tailLogEntries(
      StreamObserver<TailLogEntriesResponse> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(TailLogEntriesRequest request) {
        open(request, answer);
      }

      @Override
      public void onError(Throwable failure) {
        forget(answer);
      }

      @Override
      public void onCompleted() {
        forget(answer);
      }
    };
  }

  private synchronized void open(
      TailLogEntriesRequest request, StreamObserver<TailLogEntriesResponse> answer) {
    Status fault = tailFaults.poll();
    if (fault != null) {
      answer.onError(fault.asRuntimeException());
    } else {
      tails.add(answer);
    }
    sessions.add(request);
  }

  private synchronized void forget(StreamObserver<TailLogEntriesResponse> answer) {
    tails.remove(answer);
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
  }
}
