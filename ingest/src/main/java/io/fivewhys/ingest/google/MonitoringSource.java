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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Time series of one project from the Monitoring API, as an export would hold them, with the
 * credentials of whoever runs this. A call is made once.
 */
final class MonitoringSource implements AutoCloseable {

  private static final int GOODBYE_SECONDS = 5;

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace().sortingMapKeys();

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
   * A point, as an answer with nothing else would hold it.
   *
   * @param series tells it from others that ended at the same time
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sample(byte[] json, String series, Instant end) {}

  /**
   * Points of a metric that ended in this time, the earliest first.
   *
   * @throws ApiFailure when not all of them came
   */
  List<Sample> list(PolledMetric metric, Instant from, Instant to) {
    ListTimeSeriesRequest.Builder request =
        ListTimeSeriesRequest.newBuilder()
            .setName(project)
            .setFilter(metric.filter())
            .setInterval(
                TimeInterval.newBuilder().setStartTime(timestamp(from)).setEndTime(timestamp(to)))
            .setView(TimeSeriesView.FULL);
    List<Sample> samples = new ArrayList<>();
    do {
      ListTimeSeriesResponse response = call(request.build());
      for (TimeSeries series : response.getTimeSeriesList()) {
        series.getPointsList().forEach(point -> samples.add(sample(series, point)));
      }
      request.setPageToken(response.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    samples.sort(Comparator.comparing(Sample::end).thenComparing(Sample::series));
    return samples;
  }

  private ListTimeSeriesResponse call(ListTimeSeriesRequest request) {
    try {
      return client.listTimeSeriesCallable().call(request);
    } catch (ApiException e) {
      throw ApiSource.failure(e, access);
    }
  }

  private static Sample sample(TimeSeries series, Point point) {
    TimeSeries alone =
        series.toBuilder().clearMetadata().clearPoints().addPoints(withoutExamples(point)).build();
    try {
      return new Sample(
          JSON.print(alone).getBytes(StandardCharsets.UTF_8),
          JSON.print(series.getMetric()) + JSON.print(series.getResource()),
          instant(point.getInterval().getEndTime()));
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
