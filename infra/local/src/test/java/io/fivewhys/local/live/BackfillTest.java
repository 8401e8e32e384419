// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.ingest.google.ApiFailure;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.local.live.Backfill.Wanted;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.local.replay.Replay;
import io.fivewhys.sinks.report.Summary;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The past through Google's own client: in slices and pages, killed, limited and refused. */
@Timeout(180)
class BackfillTest implements Backfill.Progress {

  private static final int ENTRIES = 240;

  /** An entry each minute for four hours. */
  private static final Wanted WANTED =
      new Wanted(Sent.PROJECT, "", Sent.BEGIN, Sent.BEGIN.plus(Duration.ofHours(4)));

  @TempDir Path directory;

  private final LoggingServer server = new LoggingServer().pagesOf(7);
  private final LoggingSource logging = new LoggingSource(Sent.PROJECT, server.endpoint());
  private final HandClock clock = new HandClock(Sent.BEGIN);
  private final List<String> waits = new ArrayList<>();
  private int pagesUntilKilled = Integer.MAX_VALUE;

  BackfillTest() throws IOException {
    server.keep(Sent.requests(1, ENTRIES, 60));
  }

  /** Stands for the end of the process: nothing after it is done. */
  private static final class Killed extends Error {}

  @Test
  void fetches_every_entry_once_in_order() throws Exception {
    assertThat(fetch(60)).isEqualTo(ENTRIES - 1);

    Summary summary = replay();
    assertThat(summary.read()).isEqualTo(ENTRIES - 1);
    assertThat(summary.accepted()).isEqualTo(ENTRIES - 1);
    assertThat(summary.firstEvent()).isEqualTo(Sent.BEGIN.plusSeconds(60));
  }

  @Test
  void keeps_to_the_requests_that_the_quota_allows() throws Exception {
    fetch(30);

    long requests = server.listings.size();
    assertThat(requests).isGreaterThan(ENTRIES / 7);
    assertThat(Duration.ofNanos(clock.nanos())).isEqualTo(Duration.ofSeconds(2 * (requests - 1)));
  }

  @Test
  void goes_on_after_every_kill_without_loss_or_repetition() throws Exception {
    int kills = 0;
    long fetched = 0;
    while (fetched == 0) {
      pagesUntilKilled = 1 + kills % 3;
      try {
        fetched = fetch(60);
      } catch (Killed e) {
        kills++;
      }
    }

    assertThat(kills).isGreaterThan(10);
    assertThat(fetched).isEqualTo(ENTRIES - 1);
    assertThat(replay().read()).isEqualTo(ENTRIES - 1);
  }

  @Test
  void fetches_again_what_was_written_but_not_noted_before_a_kill() throws Exception {
    pagesUntilKilled = 3;
    kill();
    byte[] noted = Files.readAllBytes(directory.resolve("backfill.json"));
    pagesUntilKilled = 1;
    kill();
    Files.write(directory.resolve("backfill.json"), noted);
    pagesUntilKilled = Integer.MAX_VALUE;

    assertThat(fetch(60)).isEqualTo(ENTRIES - 1);
    assertThat(replay().read()).isEqualTo(ENTRIES - 1);
  }

  @Test
  void begins_a_slice_again_whose_page_is_no_longer_known() throws Exception {
    pagesUntilKilled = 3;
    kill();
    pagesUntilKilled = Integer.MAX_VALUE;
    server.failListing(Status.INVALID_ARGUMENT.withDescription("page_token has expired"));

    assertThat(fetch(60)).isEqualTo(ENTRIES - 1);
    assertThat(replay().read()).isEqualTo(ENTRIES - 1);
  }

  @Test
  void waits_when_the_quota_is_used_up_and_asks_again() throws Exception {
    server.failListing(
        Status.RESOURCE_EXHAUSTED.withDescription("read requests per minute"),
        Status.UNAVAILABLE.withDescription("try later"));

    assertThat(fetch(60)).isEqualTo(ENTRIES - 1);

    assertThat(waits)
        .containsExactly(
            "RESOURCE_EXHAUSTED: read requests per minute PT5S", "UNAVAILABLE: try later PT10S");
  }

  @Test
  void gives_up_when_no_answer_comes_for_a_quarter_of_an_hour_and_goes_on_later() throws Exception {
    for (int i = 0; i < 20; i++) {
      server.failListing(Status.UNAVAILABLE.withDescription("try later"));
    }

    assertThatThrownBy(() -> fetch(60))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("later");

    assertThat(Duration.ofNanos(clock.nanos())).isGreaterThan(Duration.ofMinutes(15));
    assertThat(fetch(60)).isEqualTo(ENTRIES - 1);
  }

  @Test
  void says_what_right_is_missing_and_where() {
    server.failListing(Status.PERMISSION_DENIED.withDescription("Permission denied"));

    assertThatThrownBy(() -> fetch(60))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("project acme-prod")
        .hasMessageContaining("roles/logging.viewer");
  }

  @Test
  void asks_for_longer_slices_where_there_is_little_and_shorter_ones_where_there_is_much() {
    Instant end = Sent.BEGIN.plus(Duration.ofDays(30));
    BackfillState empty = BackfillState.begin("p", "", Sent.BEGIN, end);
    BackfillState full = empty;
    int slices = 0;
    while (!empty.isComplete()) {
      empty = empty.read(0, 0, "").nextSlice();
      slices++;
    }
    for (int i = 0; i < 100; i++) {
      full = full.read(1_000, 10, "next");
    }

    assertThat(slices).isLessThan(40);
    BackfillState next = full.nextSlice();
    assertThat(Duration.between(next.sliceFrom(), next.sliceTo()))
        .isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void a_state_that_cannot_be_read_is_named() throws IOException {
    Files.writeString(directory.resolve("backfill.json"), "{\"project\":\"p\"}");

    assertThatThrownBy(() -> Backfill.earlier(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("backfill.json")
        .hasMessageContaining("delete it to begin again");
  }

  private void kill() {
    assertThatThrownBy(() -> fetch(60)).isInstanceOf(Killed.class);
  }

  private long fetch(int requestsPerMinute) throws IOException, InterruptedException {
    return new Backfill(logging, directory, requestsPerMinute, clock::nanos, clock, this)
        .fetch(WANTED);
  }

  private Summary replay() throws IOException {
    List<InputFiles.Input> inputs =
        InputFiles.expand(
            List.of(Backfill.entries(directory).toString()), InputStream.nullInputStream());
    return new Replay(Settings.defaults(), () -> 0, 1)
        .run(inputs, directory.resolve("out"), Progress.SILENT)
        .summary();
  }

  @Override
  public void fetched(long entries, Instant reached) {
    if (--pagesUntilKilled == 0) {
      throw new Killed();
    }
  }

  @Override
  public void waiting(String why, Duration time) {
    waits.add(why + " " + time);
  }

  @AfterEach
  void close() throws InterruptedException {
    logging.close();
    server.close();
  }
}
