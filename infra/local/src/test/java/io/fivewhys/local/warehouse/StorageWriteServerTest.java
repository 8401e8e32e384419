// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.warehouse.Tables.ERROR_SIGNATURES;
import static io.fivewhys.warehouse.Tables.SERVICE_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.local.warehouse.Faults.Fault;
import io.fivewhys.sinks.bigquery.Row;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.fivewhys.sinks.bigquery.StreamPosition;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.sinks.bigquery.WarehouseException;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified client of the Storage Write API against the local server of it. */
class StorageWriteServerTest {

  @TempDir Path directory;

  private final List<Row> refused = new ArrayList<>();
  private final Progress progress = new Progress();
  private volatile Faults faults = Faults.NONE;
  private DuckDbWarehouse file;
  private StorageWriteServer server;
  private ManagedChannel channel;
  private StorageWarehouseWriter client;

  @BeforeEach
  void open() {
    file = DuckDbWarehouse.open(directory.resolve("warehouse.duckdb"));
    server = StorageWriteServer.onLoopback(file, new CurrentFaults());
    channel = LocalWarehouse.channel(server);
    client = LocalWarehouse.client(channel);
  }

  @AfterEach
  void close() {
    client.close();
    channel.shutdownNow();
    server.close();
    file.close();
  }

  @Test
  void rows_land_once_and_a_second_writer_goes_on_after_them() {
    // Given
    TableWriter first = writer();
    append(first, 0, 100);
    progress.save(first.flush());
    // When
    TableWriter second = writer();
    append(second, 100, 150);
    progress.save(second.flush());
    // Then
    assertThat(minutes()).isEqualTo(numbers(0, 150));
    assertThat(progress.saved.nextRow()).isEqualTo(150);
  }

  @Test
  void a_lost_answer_and_a_lost_request_double_and_lose_nothing() {
    // Given
    AtomicInteger appends = new AtomicInteger();
    faults =
        (stream, offset) ->
            switch (appends.getAndIncrement()) {
              case 0 -> Fault.LOSE_ANSWER;
              case 1, 4 -> Fault.LOSE_REQUEST;
              case 3 -> Fault.LOSE_ANSWER;
              default -> Fault.NONE;
            };
    TableWriter writer = writer();
    // When
    append(writer, 0, 25_000);
    writer.flush();
    // Then
    assertThat(minutes()).isEqualTo(numbers(0, 25_000));
  }

  @Test
  void after_a_crash_before_the_save_what_landed_is_skipped_whatever_the_batches() {
    // Given
    TableWriter crashing = writer();
    append(crashing, 0, 10);
    progress.save(crashing.flush());
    append(crashing, 10, 40);
    crashing.flush();
    crashing.close();
    // When
    TableWriter restarted = writer();
    append(restarted, 10, 25);
    progress.save(restarted.flush());
    append(restarted, 25, 60);
    progress.save(restarted.flush());
    // Then
    assertThat(minutes()).isEqualTo(numbers(0, 60));
    assertThat(progress.saved.nextRow()).isEqualTo(60);
  }

  @Test
  void a_stream_shorter_than_was_saved_stops_the_writer() {
    // Given
    TableWriter writer = writer();
    append(writer, 0, 5);
    StreamPosition reached = writer.flush();
    progress.save(new StreamPosition(reached.stream(), 7, 0, List.of()));
    TableWriter misled = writer();
    append(misled, 7, 9);
    // When, Then
    assertThatThrownBy(misled::flush)
        .isInstanceOfSatisfying(WarehouseException.class, e -> assertThat(e.lostPlace()).isTrue())
        .hasMessageContaining("service_minutes");
    assertThat(minutes()).isEqualTo(numbers(0, 5));
  }

  @Test
  void a_finalized_stream_is_followed_by_a_new_one_without_a_gap() throws Exception {
    // Given
    TableWriter writer = writer();
    append(writer, 0, 5);
    progress.save(writer.flush());
    append(writer, 5, 8);
    writer.flush();
    String old = progress.saved.stream();
    new DuckDbStreamStore(file, InstantSource.system()).finish(old);
    restartServer();
    // When
    TableWriter restarted = writer();
    append(restarted, 5, 12);
    progress.save(restarted.flush());
    // Then
    assertThat(progress.saved.stream()).isNotEqualTo(old);
    assertThat(minutes()).isEqualTo(numbers(0, 12));
  }

  @Test
  void a_finalized_stream_may_hold_more_than_a_restart_reads_at_first() throws Exception {
    // Given
    TableWriter crashing = writer();
    append(crashing, 0, 5);
    progress.save(crashing.flush());
    append(crashing, 5, 50);
    crashing.flush();
    crashing.close();
    String old = progress.saved.stream();
    faults = Faults.inOrder(Fault.FINALIZE);
    // When
    TableWriter restarted = writer();
    append(restarted, 5, 12);
    progress.save(restarted.flush());
    append(restarted, 12, 60);
    progress.save(restarted.flush());
    // Then
    assertThat(minutes()).isEqualTo(numbers(0, 60));
    assertThat(progress.saved.stream()).isNotEqualTo(old);
  }

  @Test
  void the_server_goes_on_from_the_same_file_after_a_restart() {
    // Given
    TableWriter writer = writer();
    append(writer, 0, 30);
    progress.save(writer.flush());
    append(writer, 30, 50);
    writer.flush();
    close();
    // When
    open();
    TableWriter after = writer();
    append(after, 30, 70);
    progress.save(after.flush());
    // Then
    assertThat(minutes()).isEqualTo(numbers(0, 70));
  }

  @Test
  void a_row_that_cannot_be_encoded_is_refused_and_the_rest_lands() {
    // Given
    TableWriter writer = writer();
    append(writer, 0, 3);
    List<@Nullable Object> bad = new ArrayList<>(Minutes.row(3));
    bad.set(4, Long.MAX_VALUE);
    // When
    writer.append(bad);
    append(writer, 4, 6);
    progress.save(writer.flush());
    // Then
    assertThat(minutes()).containsExactly(0, 1, 2, 4, 5);
    assertThat(refused).hasSize(1);
    assertThat(progress.saved.nextRow()).isEqualTo(5);
  }

  @Test
  void rows_the_server_refuses_are_the_same_ones_after_a_crash() throws Exception {
    // Given
    faults = refusing(7);
    TableWriter crashing = writer();
    append(crashing, 0, 10);
    crashing.flush();
    crashing.close();
    assertThat(refused).hasSize(1);
    // When
    TableWriter restarted = writer();
    append(restarted, 0, 9);
    progress.save(restarted.flush());
    append(restarted, 9, 12);
    progress.save(restarted.flush());
    // Then
    assertThat(minutes()).containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11);
    assertThat(refused).hasSize(2);
  }

  @Test
  void text_values_and_timestamps_arrive_as_they_were() throws Exception {
    // Given
    String hostile = "'); DROP TABLE service_minutes; --\u0000\t\"\uD83D\uDE00";
    // When
    try (TableWriter writer = client.writer(ERROR_SIGNATURES, progress, this::refuse)) {
      Minutes.rows(Minutes.withSignature(Minutes.minute(1), hostile), ERROR_SIGNATURES)
          .forEach(writer::append);
      writer.flush();
    }
    // Then
    try (Statement statement = file.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT signature, example, epoch_us(window_start), strftime(window_start, '%c')"
                    + " FROM error_signatures")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(hostile);
      assertThat(rows.getString(2)).isEqualTo(hostile);
      assertThat(rows.getLong(3)).isEqualTo(Minutes.START_MICROS + 60_000_000);
      assertThat(rows.getString(4)).contains("10:01:00");
    }
    assertThat(minutes()).isEmpty();
  }

  private static Faults refusing(long number) {
    return new Faults() {
      @Override
      public Fault onAppend(String stream, long offset) {
        return Fault.NONE;
      }

      @Override
      public @Nullable String refusal(List<@Nullable Object> row) {
        return row.get(5).equals(number) ? "not number " + number : null;
      }
    };
  }

  private void restartServer() {
    close();
    open();
  }

  private TableWriter writer() {
    return client.writer(SERVICE_MINUTES, progress, this::refuse);
  }

  private void refuse(Row row, String reason) {
    refused.add(row);
  }

  private static void append(TableWriter writer, int from, int to) {
    for (int number = from; number < to; number++) {
      writer.append(Minutes.row(number));
    }
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private List<Integer> minutes() {
    List<Integer> numbers = new ArrayList<>();
    try (Statement statement = file.connection().createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT requests FROM service_minutes ORDER BY window_start")) {
      while (rows.next()) {
        numbers.add(rows.getInt(1));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return numbers;
  }

  private final class CurrentFaults implements Faults {

    @Override
    public Fault onAppend(String stream, long offset) {
      return faults.onAppend(stream, offset);
    }

    @Override
    public @Nullable String refusal(List<@Nullable Object> row) {
      return faults.refusal(row);
    }
  }

  private static final class Progress implements StreamProgress {

    StreamPosition saved;

    @Override
    public StreamPosition load() {
      return saved;
    }

    @Override
    public void save(StreamPosition position) {
      saved = position;
    }
  }
}
