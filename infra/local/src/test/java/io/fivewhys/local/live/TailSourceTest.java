// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.logging.v2.ListLogEntriesRequest;
import com.google.logging.v2.TailLogEntriesResponse.SuppressionInfo.Reason;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded;
import io.fivewhys.ingest.LogDecoder;
import io.fivewhys.ingest.Receipt;
import io.fivewhys.ingest.google.ApiFailure;
import io.fivewhys.ingest.google.Inlet;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.ingest.google.TailSource;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tail as it comes, breaks off, is limited and refused, through Google's own client. */
@Timeout(120)
class TailSourceTest implements TailSource.Listener, Inlet {

  private static final String FILTER = "resource.type=\"cloud_run_revision\" -- ours";

  private final LoggingServer server = new LoggingServer();
  private final HandClock clock = new HandClock(Sent.BEGIN);
  private final LoggingSource logging = new LoggingSource(Sent.PROJECT, server.endpoint());
  private final TailSource tail =
      new TailSource(
          logging, FILTER, Settings.defaults(), this, clock.instant(), clock, clock, this);

  private final BlockingQueue<PlatformEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> others = new LinkedBlockingQueue<>();
  private final LogDecoder decoder = new LogDecoder(Settings.defaults());
  private volatile boolean refusing;
  private final BlockingQueue<Long> connected = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> suppressed = new LinkedBlockingQueue<>();

  TailSourceTest() throws IOException {}

  @Test
  void hands_on_entries_as_they_come() throws InterruptedException {
    begin();

    server.publish(Sent.request(1, 1), Sent.request(2, 2));

    assertThat(take(2)).containsExactly("r1", "r2");
    assertThat(server.listings.take().getFilter()).startsWith("(" + FILTER + "\n) AND ");
  }

  @Test
  void fetches_what_came_while_no_session_was_open() throws InterruptedException {
    begin();
    server.publish(Sent.request(1, 1));
    take(1);

    server.keep(Sent.requests(2, 2_500, 1));
    clock.advance(Duration.ofHours(1));
    server.endSessions(Status.UNAVAILABLE.withDescription("gone"));

    assertThat(takeDistinct(2_499)).hasSize(2_499).contains("r2", "r2499");
    assertThat(interrupted.take()).contains("gone");
    server.publish(Sent.request(2_500, 2_500));
    assertThat(takeDistinct(1)).containsExactly("r2500");
  }

  @Test
  void fetches_what_was_not_yet_listed_when_the_session_began() throws InterruptedException {
    begin();

    server.keep(Sent.requests(1, 2, -1)); // received a second before, listed only now
    server.keep(Sent.requests(2, 3, 1));
    clock.advance(Duration.ofSeconds(31));

    assertThat(take(1)).containsExactly("r2");
  }

  @Test
  void goes_on_after_the_hour_that_a_session_may_last() throws InterruptedException {
    begin();

    server.endSessions(Status.OUT_OF_RANGE.withDescription("maximum allowed duration of 1h"));
    server.sessions.take();
    server.endSessions(null);
    server.sessions.take();
    server.publish(Sent.request(1, 1));

    assertThat(takeDistinct(1)).containsExactly("r1");
  }

  @Test
  void waits_longer_each_time_that_no_session_can_be_had() throws InterruptedException {
    Status full = Status.RESOURCE_EXHAUSTED.withDescription("10 sessions are open");
    server.failTail(full, full, full);

    tail.resume();

    assertThat(interrupted.take()).isEqualTo("RESOURCE_EXHAUSTED: 10 sessions are open PT1S");
    assertThat(interrupted.take()).endsWith("PT2S");
    assertThat(interrupted.take()).endsWith("PT4S");
    server.publish(Sent.request(1, 1));
    assertThat(takeDistinct(1)).containsExactly("r1");
  }

  @Test
  void goes_on_where_a_listing_broke_off() throws InterruptedException {
    server.pagesOf(10).keep(Sent.requests(0, 25, 0.1));
    clock.advance(Duration.ofMinutes(1));
    server.failListing(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED);

    tail.resume();

    assertThat(takeDistinct(25)).hasSize(25);
    assertThat(interrupted).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void says_what_was_left_out_and_fetches_it_where_it_can() throws InterruptedException {
    begin();
    server.publish(Sent.request(1, 1));
    take(1);

    server.keep(Sent.requests(2, 4, 1));
    server.suppress(Reason.RATE_LIMIT, 2);
    assertThat(suppressed.take()).isEqualTo("{more entries a minute than a tail may carry=2} true");
    clock.advance(Duration.ofSeconds(31));

    assertThat(takeDistinct(3)).containsExactly("r1", "r2", "r3");
    server.suppress(Reason.NOT_CONSUMED, 1_000_000);
    assertThat(suppressed.take()).isEqualTo("{not read fast enough here=1000000} false");
  }

  @Test
  void brings_again_what_was_given_back() throws InterruptedException {
    begin();
    server.publish(Sent.request(1, 1));
    take(1);
    refusing = true;
    Sent.requests(2, 300, 1).forEach(server::publish);
    tail.pause();
    clock.advance(Duration.ofMinutes(30));
    refusing = false;

    tail.resume();

    assertThat(takeDistinct(299)).contains("r1", "r2", "r299"); // r1 lies within the overlap
    assertThat(server.sessions.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void is_alive_while_a_session_is_open() throws InterruptedException {
    server.failListing(Status.UNAVAILABLE);
    assertThat(tail.isAlive()).isFalse();

    begin();

    assertThat(tail.isAlive()).isTrue();
  }

  @Test
  void ends_where_asking_again_cannot_help() {
    server.failTail(Status.PERMISSION_DENIED.withDescription("logging.logEntries.list denied"));
    server.failListing(Status.PERMISSION_DENIED.withDescription("logging.logEntries.list denied"));

    tail.resume();

    assertThatThrownBy(() -> tail.done().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("project acme-prod may not be read")
        .hasMessageContaining("roles/logging.viewer")
        .hasMessageContaining("logging.logEntries.list denied");
  }

  @Test
  void a_filter_that_google_does_not_understand_ends_it_too() {
    server.failListing(Status.INVALID_ARGUMENT.withDescription("Unparseable filter"));

    tail.resume();

    assertThatThrownBy(() -> tail.done().join()).hasMessageContaining("Unparseable filter");
  }

  @Test
  void asks_for_a_gap_from_the_last_entry_on_and_for_longer_requests_too()
      throws InterruptedException {
    begin();
    server.listings.take(); // of the begin
    clock.advance(Duration.ofSeconds(31));
    server.listings.take(); // of what had not settled
    server.publish(Sent.request(1, 600));
    take(1);

    clock.advance(Duration.ofMinutes(20));
    server.endSessions(Status.UNAVAILABLE);
    ListLogEntriesRequest gap = server.listings.take();

    assertThat(gap.getFilter()).contains("receiveTimestamp>=\"2026-09-16T01:09:00Z\"");
    assertThat(gap.getFilter()).contains("timestamp>=\"2026-09-16T00:08:00Z\"");
    assertThat(gap.getOrderBy()).isEqualTo("timestamp asc");
    assertThat(gap.getPageSize()).isEqualTo(1_000);
  }

  private void begin() throws InterruptedException {
    tail.resume();
    assertThat(server.sessions.take().getFilter()).isEqualTo(FILTER);
    connected.take();
  }

  private Set<String> take(int count) throws InterruptedException {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      ids.add(event().getInsertId());
    }
    return ids;
  }

  /** As many different ones; those that come again count once. */
  private Set<String> takeDistinct(int count) throws InterruptedException {
    Set<Long> ids = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    while (ids.size() < count) {
      PlatformEvent event = event();
      ids.add(event.getDedupId());
      names.add(event.getInsertId());
    }
    return names;
  }

  private PlatformEvent event() throws InterruptedException {
    PlatformEvent event = events.poll(60, TimeUnit.SECONDS);
    assertThat(event).as("an event within a minute; others: %s", others).isNotNull();
    return event;
  }

  @Override
  public void interrupted(String why, Duration retryAfter) {
    interrupted.add(why + " " + retryAfter);
  }

  @Override
  public void connected(long missed) {
    connected.add(missed);
  }

  @Override
  public void suppressed(Map<String, Long> countsByReason, boolean listed) {
    suppressed.add(countsByReason + " " + listed);
  }

  @Override
  public void receive(byte[] entry, String where, long publishedMicros, Receipt receipt) {
    if (refusing) {
      receipt.failed();
    } else if (decoder.decode(entry) instanceof Decoded.Accepted accepted) {
      events.add(accepted.event());
      receipt.durable();
    } else {
      others.add(where);
      receipt.durable();
    }
  }

  @AfterEach
  void close() {
    tail.close();
    logging.close();
    try {
      server.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
