// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import com.google.api.Distribution;
import com.google.api.Metric;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.MetricServiceGrpc.MetricServiceImplBase;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Any;
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
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The Monitoring API of a project on a loopback port: CPU utilizations of one connector, a page for
 * each point, and nothing of all other metrics.
 */
final class MonitoringServer extends MetricServiceImplBase implements AutoCloseable {

  static final String UTILIZATIONS = "vpcaccess.googleapis.com/connector/cpu/utilizations";
  private static final int GOODBYE_SECONDS = 10;

  private final Server server;
  private final List<Point> points = new ArrayList<>();
  private final Deque<Status> faults = new ArrayDeque<>();
  final BlockingQueue<ListTimeSeriesRequest> requests = new LinkedBlockingQueue<>();

  MonitoringServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  synchronized void utilization(Instant end, double mean) {
    Timestamp time = Sent.timestamp(end);
    Distribution distribution =
        Distribution.newBuilder()
            .setCount(3)
            .setMean(mean)
            .addExemplars(
                Distribution.Exemplar.newBuilder()
                    .addAttachments(
                        Any.newBuilder().setTypeUrl("type.googleapis.com/nobody.Knows")))
            .build();
    points.add(
        Point.newBuilder()
            .setInterval(TimeInterval.newBuilder().setStartTime(time).setEndTime(time))
            .setValue(TypedValue.newBuilder().setDistributionValue(distribution))
            .build());
  }

  /** The next answers about utilizations. */
  synchronized void fail(Status... statuses) {
    faults.addAll(List.of(statuses));
  }

  @Override
  public synchronized void listTimeSeries(
      ListTimeSeriesRequest request, StreamObserver<ListTimeSeriesResponse> answer) {
    if (!request.getFilter().contains('"' + UTILIZATIONS + '"')) {
      answer.onError(
          Status.NOT_FOUND.withDescription("Cannot find metric(s)").asRuntimeException());
      return;
    }
    requests.add(request);
    Status fault = faults.poll();
    if (fault != null) {
      answer.onError(fault.asRuntimeException());
      return;
    }
    List<Point> found = points.stream().filter(point -> isWithin(request, point)).toList();
    int page = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    ListTimeSeriesResponse.Builder response = ListTimeSeriesResponse.newBuilder();
    if (page < found.size()) {
      response.addTimeSeries(series(found.get(page)));
    }
    response.setNextPageToken(page + 1 < found.size() ? Integer.toString(page + 1) : "");
    answer.onNext(response.build());
    answer.onCompleted();
  }

  private static TimeSeries series(Point point) {
    return TimeSeries.newBuilder()
        .setMetric(Metric.newBuilder().setType(UTILIZATIONS))
        .setResource(
            MonitoredResource.newBuilder()
                .setType("vpc_access_connector")
                .putLabels("project_id", Sent.PROJECT)
                .putLabels("location", "us-central1")
                .putLabels("connector_name", "main-vpc"))
        .setMetricKind(MetricKind.GAUGE)
        .addPoints(point)
        .build();
  }

  private static boolean isWithin(ListTimeSeriesRequest request, Point point) {
    long end = point.getInterval().getEndTime().getSeconds();
    return end >= request.getInterval().getStartTime().getSeconds()
        && end <= request.getInterval().getEndTime().getSeconds();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
  }
}
