// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded;
import io.fivewhys.ingest.LogDecoder;
import io.fivewhys.ingest.Receipt;
import io.fivewhys.ingest.google.Inlet;
import io.fivewhys.ingest.google.MetricsSource;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metrics polled through Google's own client. */
@Timeout(120)
class MetricsSourceTest implements Inlet {

  private final MonitoringServer server = new MonitoringServer();
  private final HandClock clock = new HandClock(Sent.BEGIN);
  private final BlockingQueue<PlatformEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
  private final LogDecoder decoder = new LogDecoder(Settings.defaults());
  private volatile boolean refusing;
  private MetricsSource metrics = source();

  MetricsSourceTest() throws IOException {}

  private MetricsSource source() {
    Settings settings = Settings.of(Map.of(Settings.MONITORING_ENDPOINT.key(), server.endpoint()));
    // Whoever waits only gives way: the clock stands until the test moves it.
    return new MetricsSource(
        Sent.PROJECT, settings, this, clock, nanos -> Thread.yield(), troubles::add);
  }

  @Test
  void a_point_is_a_sample_once_however_often_it_is_polled() throws InterruptedException {
    server.utilization(minute(-1), 0.97);
    metrics.resume();
    PlatformEvent first = event();
    server.utilization(minute(0), 0.99);
    clock.advance(Duration.ofMinutes(1));

    PlatformEvent second = event();

    assertThat(first.getComponent()).isEqualTo("main-vpc");
    assertThat(first.getBody())
        .isEqualTo(new MetricSample(MonitoringServer.UTILIZATIONS, 0.97, Map.of("count", "3")));
    assertThat(((MetricSample) second.getBody()).getValue()).isEqualTo(0.99);
    assertThat(events).isEmpty();
    assertThat(troubles).isEmpty();
  }

  @Test
  void a_restart_gives_a_point_the_same_id() throws InterruptedException {
    server.utilization(minute(-1), 0.97);
    metrics.resume();
    PlatformEvent before = event();
    metrics.close();
    metrics = source();
    metrics.resume();

    assertThat(event()).isEqualTo(before);
  }

  @Test
  void asks_as_far_back_as_points_may_come_late() throws InterruptedException {
    metrics.resume();

    ListTimeSeriesRequest request = server.requests.take();

    assertThat(request.getName()).isEqualTo("projects/acme-prod");
    assertThat(request.getInterval().getStartTime()).isEqualTo(Sent.timestamp(minute(-6)));
    assertThat(request.getInterval().getEndTime()).isEqualTo(Sent.timestamp(minute(0)));
  }

  @Test
  void what_a_failed_poll_missed_the_next_one_asks_for() throws InterruptedException {
    server.utilization(minute(-1), 0.5);
    server.utilization(minute(-2), 0.6);
    server.fail(Status.UNAVAILABLE.withDescription("try later"));
    metrics.resume();
    assertThat(troubles.take()).contains("connector/cpu/utilizations").contains("try later");
    clock.advance(Duration.ofMinutes(3));

    event();
    event();

    assertThat(metrics.done()).isNotDone();
  }

  @Test
  void brings_again_what_was_given_back() throws InterruptedException {
    server.utilization(minute(-1), 0.97);
    refusing = true;
    metrics.resume();
    refused.take();
    metrics.pause();
    refusing = false;
    metrics.resume();
    clock.advance(Duration.ofMinutes(20));

    assertThat(event().getComponent()).isEqualTo("main-vpc");
  }

  @Test
  void ends_where_it_has_no_right() {
    server.fail(Status.PERMISSION_DENIED.withDescription("monitoring.timeSeries.list denied"));

    metrics.resume();

    assertThatThrownBy(() -> metrics.done().join())
        .hasMessageContaining("the metrics of project acme-prod may not be read")
        .hasMessageContaining("roles/monitoring.viewer");
  }

  private static Instant minute(int minute) {
    return Sent.BEGIN.plus(Duration.ofMinutes(minute));
  }

  private PlatformEvent event() throws InterruptedException {
    PlatformEvent event = events.poll(60, TimeUnit.SECONDS);
    assertThat(event).as("an event within a minute; troubles: %s", troubles).isNotNull();
    return event;
  }

  @Override
  public void receive(byte[] entry, String where, long publishedMicros, Receipt receipt) {
    if (refusing) {
      refused.add(where);
      receipt.failed();
      return;
    }
    Decoded.Sampled series = (Decoded.Sampled) decoder.decode(entry);
    assertThat(series.points()).hasSize(1);
    events.add(((Decoded.Accepted) series.points().get(0)).event());
    receipt.durable();
  }

  @AfterEach
  void close() {
    metrics.close();
    try {
      server.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
