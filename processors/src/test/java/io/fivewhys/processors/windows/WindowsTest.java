// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static io.fivewhys.processors.windows.Events.SECOND;
import static io.fivewhys.processors.windows.Events.errorLine;
import static io.fivewhys.processors.windows.Events.event;
import static io.fivewhys.processors.windows.Events.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.fivewhys.Announced;
import io.fivewhys.InstanceExit;
import io.fivewhys.InstanceStart;
import io.fivewhys.MemoryLimit;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.StartReason;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.windows.Windows.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {

  private static final long MINUTE = 60 * SECOND;

  /** A whole minute, some fifty years after the epoch. */
  private static final long T0 = 29_000_000L * MINUTE;

  private static final long MS = 1_000_000L;

  /** The system clock while events come in. */
  private static final long NOW_MILLIS = T0 / MS;

  private final PlatformEventHead head = new PlatformEventHead();
  private final List<ServiceMinute> published = new ArrayList<>();
  private final List<SignalMinute> said = new ArrayList<>();
  private final List<String> silent = new ArrayList<>();
  private final List<Long> silentUntil = new ArrayList<>();
  private Windows windows =
      new Windows(Settings.defaults(), published::add, said::add, this::silent);

  @Test
  void what_the_platform_turned_away_says_nothing_of_latency() {
    PlatformEvent turnedAway = request(T0, 1, "r1", 429, 10_000 * MS);
    ((Request) turnedAway.getBody()).setPlatformError(PlatformError.NO_AVAILABLE_INSTANCE);
    accept(turnedAway);
    accept(request(T0, 2, "r1", 429, 20 * MS));

    ServiceMinute minute = closeAll().get(0);

    assertThat(minute.getErrors429()).isEqualTo(2);
    assertThat(minute.getLatencyHistogram()).hasSize(1);
    assertThat(minute.getP95Ms()).isCloseTo(20, offset(0.2));
  }

  @Test
  void counts_requests_by_class_and_minute() {
    accept(request(T0, 1, "r1", 200, 10 * MS));
    accept(request(T0 + 59 * SECOND, 2, "r1", 503, 20 * MS));
    accept(request(T0 + 59 * SECOND, 3, "r1", 401, 20 * MS));
    accept(request(T0 + 59 * SECOND, 4, "r1", 429, 20 * MS));
    accept(request(T0 + 59 * SECOND, 5, "r1", 404, 20 * MS));
    accept(request(T0 + 60 * SECOND, 6, "r1", 200, 30 * MS));

    List<ServiceMinute> closed = closeAll();

    ServiceMinute first = closed.get(0);
    assertThat(closed).hasSize(2);
    assertThat(first.getWindowStart()).isEqualTo(T0 / 1_000);
    assertThat(first.getRequests()).isEqualTo(5);
    assertThat(first.getErrors5xx()).isEqualTo(1);
    assertThat(first.getErrors4xx()).isEqualTo(3);
    assertThat(first.getErrorsAuth()).isEqualTo(1);
    assertThat(first.getErrors429()).isEqualTo(1);
    assertThat(first.getErrorRate()).isEqualTo(0.2);
    assertThat(first.getP50Ms()).isCloseTo(20, offset(0.2));
    assertThat(first.getInstances()).isEqualTo(1);
    assertThat(closed.get(1).getRequests()).isEqualTo(1);
  }

  @Test
  void drops_what_it_has_seen() {
    assertThat(accept(request(T0, 1, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
    assertThat(accept(request(T0, 1, "r1", 200, MS))).isEqualTo(Outcome.DUPLICATE);
    assertThat(accept(request(T0 + MINUTE, 2, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
    assertThat(accept(request(T0, 1, "r1", 200, MS))).isEqualTo(Outcome.DUPLICATE);

    assertThat(closeAll()).extracting(ServiceMinute::getRequests).containsExactly(1L, 1L);
  }

  @Test
  void updates_an_open_minute_within_grace_and_counts_what_comes_later_as_late() {
    accept(request(T0, 1, "r1", 200, MS));
    accept(request(T0 + 5 * MINUTE + 50 * SECOND, 2, "r1", 200, MS));
    assertThat(accept(request(T0 + SECOND, 3, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
    accept(request(T0 + 6 * MINUTE, 4, "r1", 200, MS));
    assertThat(accept(request(T0 + 2 * SECOND, 5, "r1", 200, MS))).isEqualTo(Outcome.LATE);

    List<ServiceMinute> closed = closeAll();

    assertThat(closed).extracting(ServiceMinute::getRequests).containsExactly(2L, 1L, 1L);
    assertThat(closed).extracting(ServiceMinute::getLateEntries).containsExactly(0L, 0L, 1L);
  }

  @Test
  void a_clock_that_runs_ahead_closes_nothing() {
    accept(request(T0, 1, "r1", 200, MS));
    PlatformEvent ahead = request(T0 + 24 * 60 * MINUTE, 2, "r1", 200, MS);
    ahead.setReceiveTime(T0 + SECOND);
    accept(ahead);

    assertThat(accept(request(T0 + SECOND, 3, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
    assertThat(closeAll()).extracting(ServiceMinute::getRequests).containsExactly(2L, 1L);
  }

  @Test
  void nor_does_it_when_the_source_falls_silent() {
    accept(request(T0, 1, "r1", 200, MS));
    PlatformEvent ahead = request(T0 + 20 * 60 * MINUTE, 2, "r1", 200, MS);
    ahead.setReceiveTime(T0 + SECOND);
    accept(ahead);

    live(T0 / MS, (T0 + 10 * MINUTE) / MS);

    assertThat(published.stream().filter(ServiceMinute::getClosed)).hasSize(1);
    assertThat(accept(request(T0 + 11 * MINUTE, 3, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
    assertThat(closeAll()).extracting(ServiceMinute::getRequests).containsExactly(1L, 1L, 1L);
  }

  @Test
  void a_minute_closed_by_silence_stays_closed_over_a_restart() {
    accept(request(T0, 1, "r1", 200, MS));
    Map<String, byte[]> saved = new TreeMap<>();
    closeAll();
    windows.save((key, value) -> saved.compute(key, (k, old) -> value));
    windows = new Windows(Settings.defaults(), published::add, said::add, this::silent);
    saved.forEach((key, value) -> windows.restore(key, value));

    assertThat(accept(request(T0 + SECOND, 2, "r1", 200, MS))).isEqualTo(Outcome.LATE);
    assertThat(closeAll()).extracting(ServiceMinute::getRequests).containsExactly(1L, 0L);
  }

  @Test
  void forgets_a_project_that_has_been_silent_for_longer_than_a_revision_may_be() {
    Map<String, byte[]> saved = new TreeMap<>();
    accept(request(T0, 1, "r1", 200, MS));
    windows.save((key, value) -> saved.compute(key, (k, old) -> value));
    closeAll();
    live(T0 / MS, (T0 + 8 * 24 * 60 * MINUTE) / MS);
    windows.save((key, value) -> saved.compute(key, (k, old) -> value));

    assertThat(saved.keySet()).containsExactly("beat");
    assertThat(accept(request(T0 + 9 * 24 * 60 * MINUTE, 2, "r1", 200, MS)))
        .isEqualTo(Outcome.COUNTED);
  }

  @Test
  void sets_a_name_that_would_break_a_key_aside() {
    PlatformEvent event = request(T0, 1, "r1/x", 200, MS);

    assertThatThrownBy(() -> accept(event))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("'/'");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 500, 980, 995",
    "2, 1900, 1970, 1990",
    "10, 9000, 9800, 9950",
    "300, 290000, 298900, 299100"
  })
  void a_short_timeout_cuts_no_slow_answers_out_of_the_latencies(
      int timeoutSeconds, long fast, long slow, long cut) {
    RevisionSpec spec = RevisionSpec.newBuilder().setTimeoutSeconds(timeoutSeconds).build();
    accept(
        event(
            T0,
            1,
            "r1",
            RevisionAnnounced.newBuilder().setAnnounced(Announced.REVISION).setSpec(spec).build()));
    accept(request(T0, 2, "r1", 200, fast * MS));
    accept(request(T0, 3, "r1", 200, slow * MS));
    accept(request(T0, 4, "r1", 200, cut * MS));

    assertThat(closeAll().get(0).getConnections()).isEqualTo(1);
  }

  @Test
  void publishes_what_changed_at_each_tick_and_closes_each_minute_once() {
    accept(request(T0, 1, "r1", 200, MS));
    accept(request(T0 + 10 * SECOND, 2, "r1", 200, MS));
    accept(request(T0 + 11 * SECOND, 3, "r1", 200, MS));
    accept(request(T0 + 20 * SECOND, 4, "r1", 200, MS));

    assertThat(published).noneMatch(ServiceMinute::getClosed);
    assertThat(published).extracting(ServiceMinute::getRequests).containsExactly(1L, 2L, 4L);
    assertThat(closeAll()).hasSize(1);
    assertThat(closeAll()).hasSize(1);
  }

  @Test
  void closes_a_silent_source_only_after_a_while() {
    accept(request(T0, 1, "r1", 200, MS));

    long idle = Settings.defaults().get(Settings.IDLE).toMillis();
    live(NOW_MILLIS, NOW_MILLIS + idle - 1);
    assertThat(published).noneMatch(ServiceMinute::getClosed);
    assertThat(silent).isEmpty();

    windows.beat(NOW_MILLIS + idle);
    windows.beat(NOW_MILLIS + idle + 1_000);
    assertThat(published.stream().filter(ServiceMinute::getClosed)).hasSize(1);
    assertThat(silent).containsExactly("acme-prod");
  }

  @Test
  void silence_is_told_again_when_another_hour_is_over() {
    long idle = Settings.defaults().get(Settings.IDLE).toMillis();
    long grace = Settings.defaults().get(Settings.GRACE).toMillis();
    long hour = Math.floorDiv(NOW_MILLIS, 3_600_000L) * 3_600_000L;
    accept(request(T0, 1, "r1", 200, MS));
    live(NOW_MILLIS, NOW_MILLIS + idle);
    live(NOW_MILLIS + idle + 1_000, hour + 2 * 3_600_000L + grace);

    assertThat(silentUntil)
        .containsExactly(
            Math.floorDiv(NOW_MILLIS + idle - grace, 3_600_000L) * 3_600_000L + grace,
            hour + 3_600_000L + grace,
            hour + 2 * 3_600_000L + grace);
    windows.end();
    assertThat(silentUntil).hasSize(4).endsWith(Long.MAX_VALUE);
  }

  @Test
  void nobody_is_silent_while_the_writer_of_the_events_does_not_live() {
    accept(request(T0, 1, "r1", 200, MS));
    windows.beat(NOW_MILLIS);
    windows.beat(NOW_MILLIS + 24 * 3_600_000L);

    assertThat(published).noneMatch(ServiceMinute::getClosed);
    assertThat(accept(request(T0 + SECOND, 2, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
  }

  @Test
  void a_writer_whose_clock_was_ahead_holds_up_no_silence() {
    long idle = Settings.defaults().get(Settings.IDLE).toMillis();
    accept(request(T0, 1, "r1", 200, MS));
    windows.beat(NOW_MILLIS + 24 * 3_600_000L);
    live(NOW_MILLIS, NOW_MILLIS + idle);

    assertThat(silent).containsExactly("acme-prod");
  }

  @Test
  void silence_lasts_over_a_restart() {
    long idle = Settings.defaults().get(Settings.IDLE).toMillis();
    accept(request(T0, 1, "r1", 200, MS));
    live(NOW_MILLIS, NOW_MILLIS + idle - 1);
    Map<String, byte[]> saved = new TreeMap<>();
    windows.save((key, value) -> saved.compute(key, (k, old) -> value));
    windows = new Windows(Settings.defaults(), published::add, said::add, this::silent);
    saved.forEach((key, value) -> windows.restore(key, value));

    windows.beat(NOW_MILLIS + idle);

    assertThat(silent).containsExactly("acme-prod");
  }

  @Test
  void a_clock_closes_and_publishes_what_events_have_not_moved() {
    accept(request(T0, 1, "r1", 200, MS));
    windows.reach("acme-prod", T0 + 10 * SECOND);
    windows.reach("acme-prod", T0 + 10 * MINUTE);

    assertThat(published).extracting(ServiceMinute::getClosed).containsExactly(false, true);
    assertThat(published)
        .extracting(ServiceMinute::getObservedAt)
        .containsExactly(T0 / 1_000, (T0 + 10 * MINUTE) / 1_000);
  }

  @Test
  void what_is_rejected_is_new_once_within_the_horizon() {
    assertThat(windows.isFirst(7, T0)).isTrue();
    assertThat(windows.isFirst(7, T0)).isFalse();
    assertThat(windows.isFirst(8, T0)).isTrue();
  }

  @Test
  void projects_do_not_wait_for_or_overtake_each_other() {
    accept(request(T0, 1, "r1", 200, MS));
    PlatformEvent other = request(T0 + 60 * MINUTE, 2, "r1", 200, MS);
    other.setProject("acme-staging");
    accept(other);

    assertThat(accept(request(T0 + SECOND, 3, "r1", 200, MS))).isEqualTo(Outcome.COUNTED);
  }

  @Test
  void keeps_connections_out_of_the_latencies() {
    RevisionAnnounced announced =
        RevisionAnnounced.newBuilder()
            .setAnnounced(Announced.REVISION)
            .setSpec(RevisionSpec.newBuilder().setTimeoutSeconds(300).build())
            .build();
    accept(event(T0, 1, "r1", announced));
    accept(
        event(
            T0,
            2,
            "r1",
            Request.newBuilder()
                .setStatus(101)
                .setLatency(20 * MINUTE)
                .setConnection(true)
                .build()));
    accept(request(T0, 3, "r1", 200, 299_900 * MS));
    accept(request(T0, 4, "r1", 504, 300_000 * MS));
    accept(request(T0, 5, "r1", 200, 5 * MS));
    accept(request(T0, 6, "r1", 200, null));

    ServiceMinute minute = closeAll().get(0);

    assertThat(minute.getRequests()).isEqualTo(5);
    assertThat(minute.getConnections()).isEqualTo(2);
    assertThat(minute.getLatencyHistogram().stream().mapToLong(bucket -> bucket.getCount()).sum())
        .isEqualTo(2);
    assertThat(minute.getP99Ms()).isCloseTo(300_000, offset(3_000.0));
  }

  @Test
  void counts_errors_by_signature_up_to_a_limit() {
    windows =
        new Windows(
            Settings.of(Map.of("windows.max_signatures", "2")),
            published::add,
            said::add,
            this::silent);
    for (int i = 0; i < 10; i++) {
      accept(errorLine(T0 + i, i, "r1", i % 5));
    }

    List<SignatureCount> signatures = closeAll().get(0).getSignatures();

    assertThat(signatures)
        .extracting(SignatureCount::getSignatureId)
        .containsExactly("0000000000000000", "0000000000000001", "other");
    assertThat(signatures).extracting(SignatureCount::getCount).containsExactly(2L, 2L, 6L);
    assertThat(signatures.get(0).getExample()).isEqualTo("example 0");
  }

  @Test
  void counts_what_the_platform_reports_of_instances() {
    accept(event(T0, 1, "r1", new InstanceStart(StartReason.AUTOSCALING)));
    accept(event(T0, 2, "r1", new InstanceExit(3, null, "checkout-1")));
    accept(event(T0, 3, "r1", new InstanceExit(0, null, "checkout-1")));
    accept(event(T0, 4, "r1", new MemoryLimit(512, 524)));
    accept(
        event(
            T0,
            5,
            "r1",
            Request.newBuilder()
                .setStatus(503)
                .setPlatformError(PlatformError.MALFORMED_RESPONSE)
                .build()));

    ServiceMinute minute = closeAll().get(0);

    assertThat(minute.getInstanceStarts()).isEqualTo(1);
    assertThat(minute.getInstanceExits()).isEqualTo(2);
    assertThat(minute.getErrorRate()).isEqualTo(1.0);
    assertThat(minute.getSignatures())
        .extracting(SignatureCount::getSignature)
        .containsExactlyInAnyOrder(
            "container called exit(3)",
            "memory limit of 512 MiB exceeded",
            "request failed by the platform: MALFORMED_RESPONSE, status 503");
  }

  @Test
  void a_minute_without_requests_has_no_rate_and_no_percentiles() {
    accept(event(T0, 1, "r1", new InstanceStart(StartReason.AUTOSCALING)));

    ServiceMinute minute = closeAll().get(0);

    assertThat(minute.getErrorRate()).isNull();
    assertThat(minute.getP99Ms()).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void equals_a_plain_count_whatever_the_order_within_grace_and_wherever_it_restarts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PlatformEvent> events = new ArrayList<>();
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < 5_000; i++) {
      long time = T0 + random.nextLong(20 * MINUTE);
      String revision = "r" + random.nextInt(3);
      events.add(
          request(
              time, i, revision, random.nextInt(10) == 0 ? 500 : 200, random.nextLong(1_000 * MS)));
      expected.merge(revision + " " + time / MINUTE, 1L, Long::sum);
    }
    // Each event comes up to four minutes after its time, and every tenth comes twice.
    Map<PlatformEvent, Long> arrival = new HashMap<>();
    events.forEach(e -> arrival.put(e, e.getEventTime() + random.nextLong(4 * MINUTE)));
    List<PlatformEvent> arriving = new ArrayList<>(events);
    for (int i = 0; i < events.size(); i += 10) {
      arriving.add(events.get(i));
    }
    arriving.sort((a, b) -> Long.compare(arrival.get(a), arrival.get(b)));

    Map<String, byte[]> saved = new TreeMap<>(Collections.reverseOrder());
    for (PlatformEvent event : arriving) {
      accept(event);
      if (random.nextInt(200) == 0) {
        windows.save((key, value) -> saved.compute(key, (k, old) -> value));
        windows = new Windows(Settings.defaults(), published::add, said::add, this::silent);
        saved.forEach((key, value) -> windows.restore(key, value));
      }
    }
    closeAll();

    Map<String, Long> counted = new TreeMap<>();
    published.stream()
        .filter(ServiceMinute::getClosed)
        .forEach(minute ->
            assertThat(
                    counted.put(
                        minute.getRevision() + " " + minute.getWindowStart() * 1_000 / MINUTE,
                        minute.getRequests()))
                .as("closed once, seed " + seed)
                .isNull());
    assertThat(counted).as("seed " + seed).isEqualTo(expected);
    List<ServiceMinute> interrupted = closed();
    published.clear();
    windows = new Windows(Settings.defaults(), published::add, said::add, this::silent);
    arriving.forEach(this::accept);
    closeAll();
    assertThat(interrupted).as("seed " + seed).isEqualTo(closed());
  }

  private List<ServiceMinute> closed() {
    return published.stream().filter(ServiceMinute::getClosed).toList();
  }

  @Test
  void keeps_no_state_of_what_is_closed_and_past_its_horizon() {
    Map<String, byte[]> saved = new TreeMap<>();
    for (int minute = 0; minute < 60 * 24 * 8; minute++) {
      accept(request(T0 + minute * MINUTE, minute, minute < 10 ? "old" : "new", 200, MS));
      windows.save((key, value) -> saved.compute(key, (k, old) -> value));
    }

    assertThat(saved.keySet()).noneMatch(key -> key.contains("old"));
    assertThat(saved.keySet().stream().filter(key -> key.startsWith("cell/")))
        .hasSizeLessThanOrEqualTo(7);
    assertThat(saved.keySet().stream().filter(key -> key.startsWith("seen/")))
        .hasSizeLessThanOrEqualTo(17);
  }

  private Outcome accept(PlatformEvent event) {
    byte[] message = Topics.EVENTS.codec().encode(event);
    head.read(message);
    return windows.accept(Events.key(event), head, message);
  }

  /** The writer lives, and says so as often as it must. */
  private void live(long fromMillis, long toMillis) {
    for (long now = fromMillis; now < toMillis; now += 5_000) {
      windows.beat(now);
    }
    windows.beat(toMillis);
  }

  private void silent(String project, long until) {
    silent.add(project);
    silentUntil.add(until);
  }

  /**
   * Every minute closed so far, those that a silent source closes now included; in order of time.
   */
  private List<ServiceMinute> closeAll() {
    windows.end();
    return closed();
  }
}
