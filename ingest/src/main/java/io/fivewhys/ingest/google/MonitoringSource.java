// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.fivewhys.ingest.google.ApiSource.Access;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Time series of one project from the Monitoring API, as an export would hold them, with the
 * credentials of whoever runs this. A call is made once.
 */
final class MonitoringSource implements AutoCloseable {

  private static final int GOODBYE_SECONDS = 5;

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final String project;
  private final Access access;
  private final MetricServiceClient client;

  MonitoringSource(String project, String endpoint) {
    this.project = "projects/" + project;
    this.access = new Access("the metrics of project " + project, "roles/monitoring.viewer");
    this.client = client(endpoint);
  }

  private MetricServiceClient client(String endpoint) {
    try {
      MetricServiceSettings.Builder settings =
          MetricServiceSettings.newBuilder()
              .setTransportChannelProvider(
                  ApiSource.channel(
                      MetricServiceSettings.defaultGrpcTransportProviderBuilder(), endpoint))
              .setCredentialsProvider(
                  ApiSource.credentials(
                      MetricServiceSettings.defaultCredentialsProviderBuilder().build(), endpoint));
      settings.listTimeSeriesSettings().setRetryableCodes();
      return MetricServiceClient.create(settings.build());
    } catch (IOException e) {
      throw ApiSource.noClient(e, access);
    }
  }

  /**
   * Points of a metric that ended in this time and are not among those seen, one series a line.
   *
   * @throws ApiFailure when not all of them came; then none was seen
   */
  byte[] list(PolledMetric metric, Instant from, Instant to, SeenPoints seen) {
    ListTimeSeriesRequest.Builder request =
        ListTimeSeriesRequest.newBuilder()
            .setName(project)
            .setFilter(metric.filter())
            .setInterval(
                TimeInterval.newBuilder().setStartTime(timestamp(from)).setEndTime(timestamp(to)))
            .setView(TimeSeriesView.FULL);
    List<TimeSeries> all = new ArrayList<>();
    do {
      ListTimeSeriesResponse response = call(request.build());
      all.addAll(response.getTimeSeriesList());
      request.setPageToken(response.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    all.forEach(series -> write(series, seen, lines));
    return lines.toByteArray();
  }

  private ListTimeSeriesResponse call(ListTimeSeriesRequest request) {
    try {
      return client.listTimeSeriesCallable().call(request);
    } catch (ApiException e) {
      throw ApiSource.failure(e, access);
    }
  }

  private static void write(TimeSeries series, SeenPoints seen, ByteArrayOutputStream lines) {
    String name = series.getMetric() + "\n" + series.getResource();
    List<Point> fresh =
        series.getPointsList().stream()
            .filter(point -> seen.add(name, instant(point.getInterval().getEndTime())))
            .map(MonitoringSource::withoutExamples)
            .toList();
    if (fresh.isEmpty()) {
      return;
    }
    try {
      String json =
          JSON.print(series.toBuilder().clearMetadata().clearPoints().addAllPoints(fresh).build());
      lines.writeBytes(json.getBytes(StandardCharsets.UTF_8));
      lines.write('\n');
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a time series that has no JSON", e);
    }
  }

  /** They are of any type, and nobody reads them. */
  private static Point withoutExamples(Point point) {
    if (!point.getValue().hasDistributionValue()) {
      return point;
    }
    Point.Builder plain = point.toBuilder();
    plain.getValueBuilder().getDistributionValueBuilder().clearExemplars();
    return plain.build();
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      client.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
