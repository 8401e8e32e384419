// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static io.fivewhys.processors.windows.Events.SECOND;
import static io.fivewhys.processors.windows.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.fivewhys.Announced;
import io.fivewhys.ComponentKind;
import io.fivewhys.Evidence;
import io.fivewhys.InstanceExit;
import io.fivewhys.LogLine;
import io.fivewhys.LogStream;
import io.fivewhys.MemoryLimit;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ProbeKind;
import io.fivewhys.ProbeResult;
import io.fivewhys.Request;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.SqlEvent;
import io.fivewhys.SqlEventKind;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.windows.Windows.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What services and databases say, through the windows. */
class SignalsTest {

  private static final long MS = 1_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long T0 = 29_000_000L * MINUTE;

  private final PlatformEventHead head = new PlatformEventHead();
  private final List<ServiceMinute> minutes = new ArrayList<>();
  private final List<SignalMinute> said = new ArrayList<>();
  private Windows windows = windows(Map.of());
  private int lastId;

  @Test
  void a_request_says_its_status_and_why_the_platform_failed_it() {
    accept(request(200, PlatformError.NONE));
    accept(request(404, PlatformError.NONE));
    accept(request(500, PlatformError.MALFORMED_RESPONSE));
    accept(request(401, PlatformError.NOT_AUTHENTICATED));
    accept(request(403, PlatformError.NONE));
    accept(request(429, PlatformError.NO_AVAILABLE_INSTANCE));
    accept(request(500, PlatformError.INSTANCE_LIMIT));
    accept(request(503, PlatformError.INSTANCE_START_FAILED));
    accept(request(503, PlatformError.MEMORY_LIMIT));
    accept(request(503, PlatformError.READINESS_CHECK_FAILED));
    accept(request(504, PlatformError.REQUEST_TIMEOUT));
    accept(request(504, PlatformError.NONE));

    assertThat(counts(closed()))
        .containsExactly(
            Map.entry("MEMORY_LIMIT null ", 1L),
            Map.entry("NO_INSTANCE null ", 2L),
            Map.entry("START_FAILED null ", 1L),
            Map.entry("PROBE_FAILED null ", 1L),
            Map.entry("REQUEST_TIMEOUT null ", 1L),
            Map.entry("HTTP_5XX null ", 7L),
            Map.entry("HTTP_AUTH null ", 2L),
            Map.entry("HTTP_429 null ", 1L));
  }

  @ParameterizedTest
  @CsvSource({"500, 300000, true", "500, 290000, false", "200, 300000, false", "404, 299500, true"})
  void a_failed_request_as_long_as_its_timeout_says_so_without_words(
      int status, long millis, boolean timedOut) {
    RevisionSpec spec = RevisionSpec.newBuilder().setTimeoutSeconds(300).build();
    accept(
        at(
            0,
            RevisionAnnounced.newBuilder().setAnnounced(Announced.REVISION).setSpec(spec).build()));
    accept(Events.request(T0, ++lastId, "r1", status, millis * MS));
    accept(request(429, PlatformError.NONE));

    assertThat(counts(closed()).containsKey("REQUEST_TIMEOUT null ")).isEqualTo(timedOut);
  }

  @Test
  void the_proof_of_a_request_names_it_with_what_the_platform_said() {
    accept(
        at(
            1,
            Request.newBuilder()
                .setStatus(503)
                .setLatency(7_250 * MS)
                .setMethod("POST")
                .setRoute("/api/v1/orders")
                .setPlatformError(PlatformError.NO_AVAILABLE_INSTANCE)
                .setErrorText("no available instance " + "x".repeat(300))
                .build()));
    accept(at(2, Request.newBuilder().setStatus(500).setLatency(140 * MS).build()));

    SignalTotal errors = closed().getSignals().get(1);

    assertThat(errors.getSignal()).isEqualTo(SignalKind.HTTP_5XX);
    assertThat(errors.getP95Ms()).isCloseTo(7_250, offset(73.0));
    assertThat(errors.getEvidence().get(0).getExcerpt())
        .startsWith("POST /api/v1/orders 503 in 7.2 s: no available instance x")
        .hasSize(300);
    assertThat(errors.getEvidence().get(1).getExcerpt()).isEqualTo("500 in 140 ms");
  }

  @Test
  void what_the_platform_reports_of_instances_is_said_by_the_service_itself() {
    accept(at(1, new MemoryLimit(512, 524)));
    accept(at(2, new ProbeResult(ProbeKind.STARTUP, false, 1, "TCP", null, 8080, "CANCELLED")));
    accept(at(3, new ProbeResult(ProbeKind.STARTUP, true, 1, "TCP", null, 8080, null)));
    accept(at(4, new InstanceExit(3, null, null)));
    accept(at(5, new InstanceExit(null, 9, null)));
    accept(at(6, new InstanceExit(0, null, null)));

    SignalMinute minute = closed();

    assertThat(counts(minute))
        .containsExactly(
            Map.entry("MEMORY_LIMIT null ", 1L),
            Map.entry("PROBE_FAILED null ", 1L),
            Map.entry("CONTAINER_EXIT null exit(3)", 1L),
            Map.entry("CONTAINER_EXIT null signal 9", 1L));
    assertThat(minute.getSignals())
        .extracting(total -> total.getEvidence().get(0).getExcerpt())
        .containsExactly(
            "512 MiB limit exceeded with 524 MiB used",
            "STARTUP TCP probe failed, attempts 1, CANCELLED",
            "container called exit(3)",
            "container terminated on signal 9");
  }

  @Test
  void a_line_says_what_it_is_about_and_how_long_it_waited() {
    accept(line(1, SignalKind.NONE, null, "", null));
    accept(line(2, SignalKind.SQL_SLOW, ComponentKind.CLOUD_SQL_INSTANCE, "orders-db", 800 * MS));
    accept(line(3, SignalKind.SQL_SLOW, ComponentKind.CLOUD_SQL_INSTANCE, "orders-db", 900 * MS));
    accept(line(4, SignalKind.ADDRESS_TIMEOUT, ComponentKind.OTHER, "10.0.0.3:6379", null));

    SignalMinute minute = closed();

    assertThat(counts(minute))
        .containsExactly(
            Map.entry("SQL_SLOW CLOUD_SQL_INSTANCE orders-db", 2L),
            Map.entry("ADDRESS_TIMEOUT OTHER 10.0.0.3:6379", 1L));
    assertThat(minute.getSignals().get(0).getP95Ms()).isCloseTo(900, offset(9.0));
    assertThat(minute.getSignals().get(1).getP95Ms()).isNull();
    assertThat(minute.getSignals().get(1).getEvidence())
        .containsExactly(
            new Evidence("run.googleapis.com/requests", "id4", (T0 + 4) / 1_000, "line 4"));
  }

  @Test
  void a_database_speaks_without_a_service_minute() {
    accept(sql(1, SqlEventKind.CONNECTION_AUTHORIZED, null));
    assertThat(windows.openMinutes()).isZero();
    accept(sql(2, SqlEventKind.ROLE_LIMIT, null));
    accept(sql(3, SqlEventKind.SLOTS_EXHAUSTED, null));
    accept(sql(4, SqlEventKind.SLOW_STATEMENT, 4 * SECOND));
    accept(sql(5, SqlEventKind.LOCK_TIMEOUT, null));
    accept(sql(6, SqlEventKind.AUTHENTICATION_FAILED, null));
    accept(sql(7, SqlEventKind.TERMINATED, null));
    accept(sql(8, SqlEventKind.CLIENT_LOST, null));

    SignalMinute minute = closed();

    assertThat(minutes).isEmpty();
    assertThat(minute.getComponentKind()).isEqualTo(ComponentKind.CLOUD_SQL_INSTANCE);
    assertThat(minute.getComponent()).isEqualTo("checkout");
    assertThat(counts(minute))
        .containsExactly(
            Map.entry("SQL_CONNECTION_LOST null ", 1L),
            Map.entry("SQL_SLOTS_EXHAUSTED null ", 2L),
            Map.entry("SQL_STATEMENT_TIMEOUT null ", 1L),
            Map.entry("SQL_SLOW null ", 1L),
            Map.entry("SQL_AUTH_FAILED null ", 1L),
            Map.entry("SQL_RESTART null ", 1L));
    assertThat(minute.getSignals().get(3).getP95Ms()).isCloseTo(4_000, offset(40.0));
  }

  @Test
  void a_database_that_speaks_of_a_closed_minute_is_late() {
    accept(sql(0, SqlEventKind.ROLE_LIMIT, null));
    accept(sql(10 * MINUTE, SqlEventKind.ROLE_LIMIT, null));

    assertThat(accept(sql(1, SqlEventKind.ROLE_LIMIT, null))).isEqualTo(Outcome.LATE);
    assertThat(accept(sql(1, SqlEventKind.CHECKPOINT, null))).isEqualTo(Outcome.COUNTED);
  }

  @Test
  void a_quiet_minute_is_not_sent() {
    accept(request(200, PlatformError.NONE));
    close();

    assertThat(minutes).isNotEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void what_was_said_is_sent_when_it_changes_and_once_more_when_its_minute_closes() {
    accept(Events.request(T0, 1, "r1", 503, MS));
    accept(Events.request(T0 + 10 * SECOND, 2, "r1", 200, MS));
    accept(Events.request(T0 + 20 * SECOND, 3, "r1", 200, MS));
    accept(Events.request(T0 + 30 * SECOND, 4, "r1", 503, MS));
    close();
    close();

    assertThat(said).extracting(SignalMinute::getClosed).containsExactly(false, false, true);
    assertThat(said)
        .extracting(minute -> minute.getSignals().get(0).getCount())
        .containsExactly(1L, 2L, 2L);
    assertThat(said.get(0).getObservedAt()).isEqualTo(T0 / 1_000);
  }

  @Test
  void samples_traces_and_those_of_failed_requests() {
    long[] hashes = new Random(4).longs(100).toArray();
    for (int i = 0; i < hashes.length; i++) {
      PlatformEvent event = request(i % 2 == 0 ? 403 : 200, PlatformError.NONE);
      event.setTraceHash(hashes[i]);
      accept(event);
    }
    accept(request(500, PlatformError.NONE));

    SignalMinute minute = closed();

    assertThat(minute.getTraces())
        .isEqualTo(Arrays.stream(hashes).sorted().limit(16).boxed().toList());
    assertThat(minute.getFailedTraces())
        .isEqualTo(
            IntStream.range(0, 50)
                .mapToLong(i -> hashes[2 * i])
                .sorted()
                .limit(16)
                .boxed()
                .toList());
  }

  @Test
  void the_targets_with_the_most_are_told_apart() {
    windows = windows(Map.of("windows.max_targets", "2"));
    accept(request(503, PlatformError.NONE));
    for (int target = 1; target <= 5; target++) {
      for (int times = 0; times < target; times++) {
        accept(line(target, SignalKind.NAME_NOT_FOUND, ComponentKind.OTHER, "host" + target, null));
      }
    }

    assertThat(counts(closed()))
        .containsExactly(
            Map.entry("NAME_NOT_FOUND OTHER host4", 4L),
            Map.entry("NAME_NOT_FOUND OTHER host5", 5L),
            Map.entry("NAME_NOT_FOUND OTHER other", 6L),
            Map.entry("HTTP_5XX null ", 1L));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void equals_a_plain_count_in_any_order_and_wherever_it_restarts(long seed) {
    Random random = new Random(seed);
    List<PlatformEvent> events = new ArrayList<>();
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      events.add(random(random));
    }
    for (PlatformEvent event : events) {
      naive(event).forEach(name -> expected.merge(name, 1L, Long::sum));
    }
    SignalMinute inOrder = played(events, Map.of(), false, random);
    Collections.shuffle(events, random);

    assertThat(counts(inOrder))
        .as("seed " + seed)
        .containsAllEntriesOf(expected)
        .hasSameSizeAs(expected);
    assertThat(played(events, Map.of(), false, random)).as("seed " + seed).isEqualTo(inOrder);
    assertThat(played(events, Map.of(), true, random)).as("seed " + seed).isEqualTo(inOrder);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void stays_within_the_limit_and_does_not_hang_on_order_past_it(int limit) {
    Random random = new Random(limit);
    Map<String, String> settings = Map.of("windows.max_targets", Integer.toString(limit));
    List<PlatformEvent> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      events.add(random(random));
    }
    SignalMinute inOrder = played(events, settings, false, random);
    Collections.shuffle(events, random);

    assertThat(
            inOrder.getSignals().stream()
                .filter(
                    total -> !total.getTarget().isEmpty() && !total.getTarget().equals("other")))
        .hasSizeLessThanOrEqualTo(limit);
    assertThat(inOrder.getSignals().stream().mapToLong(SignalTotal::getCount).sum())
        .isEqualTo(events.stream().mapToLong(event -> naive(event).size()).sum());
    assertThat(played(events, settings, false, random)).isEqualTo(inOrder);
    assertThat(played(events, settings, true, random)).isEqualTo(inOrder);
  }

  @Test
  void nothing_is_taken_from_a_damaged_message() {
    byte[] whole = Topics.EVENTS.codec().encode(line(1, SignalKind.SQL_SLOW, null, "target", 5L));
    byte[] key = Events.key(line(1, SignalKind.NONE, null, "", null));
    accept(line(9, SignalKind.NONE, null, "", null)); // so that its route is known
    head.read(whole);
    byte[] cut = Arrays.copyOf(whole, 60);
    head.read(cut);

    assertThatThrownBy(() -> windows.accept(key, head, cut))
        .isInstanceOf(UndecodableException.class);
    close();

    assertThat(said).isEmpty();
  }

  private SignalMinute played(
      List<PlatformEvent> events, Map<String, String> settings, boolean restarts, Random random) {
    said.clear();
    windows = windows(settings);
    Map<String, byte[]> saved = new TreeMap<>();
    for (PlatformEvent event : events) {
      accept(event);
      if (restarts && random.nextInt(100) == 0) {
        windows.save((key, value) -> saved.compute(key, (k, old) -> value));
        windows = windows(settings);
        saved.forEach((key, value) -> windows.restore(key, value));
      }
    }
    return closed();
  }

  /** Of one minute; several at the same microsecond, as real entries are. */
  private PlatformEvent random(Random random) {
    long after = random.nextInt(5_000) * 1_000L;
    PlatformEvent event =
        switch (random.nextInt(4)) {
          case 0 -> at(after, new InstanceExit(random.nextInt(4), null, null));
          case 1 ->
              line(
                  after,
                  random.nextBoolean() ? SignalKind.SQL_SLOW : SignalKind.ADDRESS_TIMEOUT,
                  random.nextBoolean() ? ComponentKind.OTHER : ComponentKind.CLOUD_SQL_INSTANCE,
                  "t" + (int) Math.pow(random.nextInt(6), 2),
                  random.nextBoolean() ? null : (long) random.nextInt(1_000_000_000));
          default ->
              at(
                  after,
                  Request.newBuilder()
                      .setStatus(new int[] {200, 404, 429, 403, 503}[random.nextInt(5)])
                      .setLatency((long) random.nextInt(1_000_000_000))
                      .build());
        };
    event.setTraceHash(random.nextLong());
    return event;
  }

  private static List<String> naive(PlatformEvent event) {
    return switch (event.getBody()) {
      case InstanceExit exit when exit.getExitCode() != 0 ->
          List.of("CONTAINER_EXIT null exit(" + exit.getExitCode() + ")");
      case LogLine line ->
          List.of(line.getSignal() + " " + line.getTargetKind() + " " + line.getTarget());
      case Request request when request.getStatus() == 503 -> List.of("HTTP_5XX null ");
      case Request request when request.getStatus() == 403 -> List.of("HTTP_AUTH null ");
      case Request request when request.getStatus() == 429 -> List.of("HTTP_429 null ");
      default -> List.of();
    };
  }

  private PlatformEvent request(int status, PlatformError platformError) {
    return at(
        lastId,
        Request.newBuilder()
            .setStatus(status)
            .setLatency(5 * MS)
            .setPlatformError(platformError)
            .build());
  }

  private PlatformEvent line(
      long after,
      SignalKind signal,
      @Nullable ComponentKind targetKind,
      String target,
      @Nullable Long duration) {
    return at(
        after,
        new LogLine(
            1L,
            false,
            signal,
            LogStream.STDERR,
            "line",
            "line " + after,
            targetKind,
            target,
            duration));
  }

  private PlatformEvent sql(long after, SqlEventKind kind, @Nullable Long duration) {
    PlatformEvent event =
        at(
            after,
            SqlEvent.newBuilder()
                .setKind(kind)
                .setLevel("FATAL")
                .setDuration(duration)
                .setSignatureId(1)
                .setSignature("")
                .setExcerpt("excerpt")
                .build());
    event.setComponentKind(ComponentKind.CLOUD_SQL_INSTANCE);
    event.setRevision("");
    return event;
  }

  private PlatformEvent at(long after, Object body) {
    PlatformEvent event = event(T0 + after, ++lastId, "r1", body);
    event.setInsertId("id" + lastId);
    return event;
  }

  private Windows windows(Map<String, String> settings) {
    return new Windows(Settings.of(settings), minutes::add, said::add, (project, until) -> {});
  }

  private Outcome accept(PlatformEvent event) {
    byte[] message = Topics.EVENTS.codec().encode(event);
    head.read(message);
    return windows.accept(Events.key(event), head, message);
  }

  private void close() {
    windows.end();
  }

  /** The only minute in which anything was said, as it was closed. */
  private SignalMinute closed() {
    close();
    List<SignalMinute> closed = said.stream().filter(SignalMinute::getClosed).toList();
    assertThat(closed).hasSize(1);
    return closed.get(0);
  }

  /** In the order they are told. */
  private static Map<String, Long> counts(SignalMinute minute) {
    Map<String, Long> counts = new LinkedHashMap<>();
    minute
        .getSignals()
        .forEach(total ->
            counts.put(
                total.getSignal() + " " + total.getTargetKind() + " " + total.getTarget(),
                total.getCount()));
    return counts;
  }
}
