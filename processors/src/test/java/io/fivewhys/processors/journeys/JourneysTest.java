// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.google.re2j.Pattern;
import io.fivewhys.ComponentKind;
import io.fivewhys.JourneyMinute;
import io.fivewhys.LogLine;
import io.fivewhys.LogStream;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.SignalKind;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Indicator.Journey;
import io.fivewhys.processors.objectives.Indicator.Match;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.objectives.Scope;
import io.fivewhys.processors.windows.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JourneysTest {

  private static final long T0 = 29_000_000L * 60 * Events.SECOND;
  private static final long T0_MICROS = T0 / 1_000;
  private static final String REVISION = "checkout-00042-abc";

  private static final Match RUNS = new Match("checkout", "/api/*/run", null);
  private static final Match STARTED = line("journey started");
  private static final Match DONE = line("journey done");
  private static final Match DELIVERED = line("delivered in (?<duration_ms>\\d+) ms");

  private final TreeMap<String, byte[]> state = new TreeMap<>();
  private final List<JourneyMinute> told = new ArrayList<>();

  @Test
  void a_request_is_good_when_it_is_no_server_error_and_in_time() {
    Journey journey = new Journey(RUNS, null, Duration.ofSeconds(30));

    assertThat(Tally.of(journey, run(200, 29))).isEqualTo(new Tally(true, true, seconds(29)));
    assertThat(Tally.of(journey, run(404, 1))).isEqualTo(new Tally(true, true, seconds(1)));
    assertThat(Tally.of(journey, run(200, 31))).isEqualTo(new Tally(true, false, seconds(31)));
    assertThat(Tally.of(journey, run(503, 1))).isEqualTo(new Tally(true, false, seconds(1)));
    assertThat(Tally.of(journey, run(200, null))).isEqualTo(new Tally(true, false, -1));
    assertThat(Tally.of(journey, request("/api/agent", 200, seconds(1), false))).isNull();
    assertThat(Tally.of(journey, request("/api/a/run", 101, seconds(900), true)))
        .as("a connection is neither fast nor slow")
        .isNull();
  }

  @Test
  void without_a_threshold_every_answered_request_is_good() {
    Journey journey = new Journey(RUNS, null, null);

    assertThat(Tally.of(journey, run(200, null))).isEqualTo(new Tally(true, true, -1));
    assertThat(Tally.of(journey, run(500, null))).isEqualTo(new Tally(true, false, -1));
  }

  @Test
  void a_line_says_itself_how_long_the_journey_took() {
    Journey journey = new Journey(DELIVERED, null, Duration.ofSeconds(2));

    assertThat(Tally.of(journey, said("event delivered in 1999 ms")))
        .isEqualTo(new Tally(true, true, 1_999_000_000L));
    assertThat(Tally.of(journey, said("event delivered in 2001 ms")))
        .isEqualTo(new Tally(true, false, 2_001_000_000L));
    assertThat(Tally.of(journey, said("event delivered in 99999999999999999999 ms")))
        .isEqualTo(new Tally(true, false, Tally.UNTIMED));
    assertThat(Tally.of(journey, said("event lost"))).isNull();
    assertThat(
            Tally.of(
                new Journey(line("in (?<duration_s>[0-9.]+) s"), null, Duration.ofSeconds(2)),
                said("in 1.5 s")))
        .isEqualTo(new Tally(true, true, 1_500_000_000L));
  }

  @Test
  void begin_and_end_of_a_journey_may_be_lines_of_their_own() {
    Journey journey = new Journey(STARTED, DONE, null);

    assertThat(Tally.of(journey, said("journey started"))).isEqualTo(new Tally(true, false, -1));
    assertThat(Tally.of(journey, said("journey done"))).isEqualTo(new Tally(false, true, -1));
  }

  @Test
  void a_hostile_line_takes_no_longer_than_its_length() {
    Match evil = line("(a+)+$");

    assertThat(Tally.of(new Journey(evil, evil, null), said("a".repeat(50_000) + "!"))).isNull();
  }

  @Test
  void counts_by_minute_publishes_at_ticks_and_closes_once() {
    Journeys journeys = journeys(new Journey(RUNS, null, Duration.ofSeconds(30)));

    journeys.accept(at(5, run(200, 1)));
    journeys.accept(at(7, run(200, 40)));
    journeys.accept(at(12, run(200, 2)));
    journeys.accept(at(71, run(200, 2)));
    journeys.accept(at(6 * 60 + 1, request("/other", 200, null, false)));

    assertThat(told)
        .extracting(
            JourneyMinute::getWindowStart,
            JourneyMinute::getClosed,
            JourneyMinute::getGood,
            JourneyMinute::getTotal)
        .containsExactly(
            tuple(0, false, 1, 1),
            tuple(0, false, 2, 3),
            tuple(60, false, 1, 1),
            tuple(0, true, 2, 3));
    JourneyMinute closed = told.get(3);
    assertThat(closed.getProject()).isEqualTo("acme-prod");
    assertThat(closed.getJourney()).isEqualTo("agent-run");
    assertThat(closed.getPart()).isEqualTo(7);
    assertThat(closed.getP95Ms()).isCloseTo(40_000, withPercentage(1));
    assertThat(state.keySet())
        .containsExactly("clock/acme-prod", "minute/acme-prod/agent-run/29000001");
  }

  @Test
  void closes_what_is_open_when_nothing_more_comes_and_leaves_what_is_late() {
    Journeys journeys = journeys(new Journey(RUNS, null, null));
    journeys.accept(at(5, run(200, 1)));

    assertThat(told).extracting(JourneyMinute::getClosed).containsExactly(false);
    journeys.closeSilent("acme-prod");
    journeys.closeSilent("acme-prod");
    journeys.closeSilent("another");
    journeys.accept(at(6, run(200, 1)));

    assertThat(told).extracting(JourneyMinute::getClosed).containsExactly(false, true);
    assertThat(state.keySet()).containsExactly("clock/acme-prod");
  }

  @Test
  void goes_on_after_a_restart_at_any_moment_as_if_there_had_been_none() {
    Journey journey = new Journey(RUNS, null, Duration.ofSeconds(2));
    List<PlatformEvent> events =
        Stream.iterate(0, i -> i + 1).limit(200).map(i -> at(i * 5, run(200, i % 4))).toList();
    Journeys whole = journeys(journey);
    events.forEach(event -> whole.accept(event));
    List<JourneyMinute> expected = closed();
    told.clear();
    state.clear();

    Journeys running = journeys(journey);
    for (PlatformEvent event : events) {
      running.accept(event);
      Journeys next = journeys(journey);
      state.forEach((key, value) -> next.restore(key, value));
      running = next;
    }

    assertThat(closed()).isEqualTo(expected).hasSizeGreaterThan(8);
  }

  @Test
  void the_filter_wants_the_named_services_and_one_event_for_each_tick() {
    JourneyFilter filter =
        new JourneyFilter(List.of(objective(new Journey(RUNS, null, null))), Settings.defaults());

    assertThat(wants(filter, at(1, run(200, 1)))).as("the first tick").isTrue();
    assertThat(wants(filter, at(2, run(200, 1)))).as("named").isTrue();
    assertThat(wants(filter, at(3, other()))).as("not named").isFalse();
    assertThat(wants(filter, at(11, other()))).as("the next tick").isTrue();
    assertThat(wants(filter, at(12, other()))).isFalse();
  }

  private static boolean wants(JourneyFilter filter, PlatformEvent event) {
    PlatformEventHead head = new PlatformEventHead();
    head.read(Topics.EVENTS.codec().encode(event));
    return filter.wants(Events.key(event), head);
  }

  private List<JourneyMinute> closed() {
    return told.stream().filter(JourneyMinute::getClosed).toList();
  }

  private Journeys journeys(Journey journey) {
    return new Journeys(
        List.of(objective(journey)),
        Settings.defaults(),
        7,
        (key, value) -> {
          if (value == null) {
            state.remove(key);
          } else {
            state.put(key, value);
          }
        },
        told::add);
  }

  private static Objective objective(Journey journey) {
    return new Objective("agent-run", new Scope("acme-*", "*", "agent-run"), journey, 0.95);
  }

  private static Tuple tuple(long second, boolean closed, long good, long total) {
    return Tuple.tuple(T0_MICROS + second * 1_000_000, closed, good, total);
  }

  private static Match line(String pattern) {
    return new Match("checkout", null, Pattern.compile(pattern));
  }

  private static PlatformEvent run(int status, @Nullable Integer seconds) {
    return request("/api/agent/run", status, seconds == null ? null : seconds(seconds), false);
  }

  private static PlatformEvent request(
      String route, int status, @Nullable Long latency, boolean connection) {
    return Events.event(
        T0,
        1,
        REVISION,
        Request.newBuilder()
            .setStatus(status)
            .setLatency(latency)
            .setRoute(route)
            .setConnection(connection)
            .build());
  }

  private static PlatformEvent said(String text) {
    return Events.event(
        T0,
        1,
        REVISION,
        new LogLine(1L, false, SignalKind.NONE, LogStream.STDOUT, text, text, null, "", null));
  }

  private static PlatformEvent other() {
    return PlatformEvent.newBuilder(run(200, 1)).setComponent("other").build();
  }

  private static PlatformEvent at(long second, PlatformEvent event) {
    long time = T0 + second * Events.SECOND;
    return PlatformEvent.newBuilder(event)
        .setEventTime(time)
        .setEntryTime(time)
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .build();
  }

  private static long seconds(long count) {
    return count * Events.SECOND;
  }
}
