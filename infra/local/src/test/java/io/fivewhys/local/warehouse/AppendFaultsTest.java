// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.local.warehouse.WriteApi.NOTES;
import static io.fivewhys.local.warehouse.WriteApi.get;
import static io.fivewhys.local.warehouse.WriteApi.notes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.core.ApiFuture;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.Exceptions.OffsetAlreadyExists;
import com.google.cloud.bigquery.storage.v1.Exceptions.OffsetOutOfRange;
import com.google.cloud.bigquery.storage.v1.Exceptions.SchemaMismatchedException;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamFinalizedException;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamNotFound;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.cloud.bigquery.storage.v1.WriteStream.Type;
import io.fivewhys.local.warehouse.Faults.Fault;
import io.fivewhys.local.warehouse.SeededFaults.Rates;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the unmodified client makes of each fault. */
class AppendFaultsTest {

  @TempDir Path directory;
  private WriteApi api;
  private String stream;

  @BeforeEach
  void open() throws IOException {
    api = new WriteApi(directory);
    stream = api.create(Type.COMMITTED);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void a_lost_request_is_sent_again_by_the_client() throws Exception {
    api.faults = Faults.inOrder(Fault.LOSE_REQUEST);
    get(api.writer(stream).append(notes(0, 2), 0));
    assertThat(api.ids()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"LOSE_ANSWER", "HALF_CLOSE"})
  void rows_without_an_answer_are_sent_again_and_already_exist(Fault fault) throws Exception {
    api.faults = Faults.inOrder(fault);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 2), 0)))
        .isInstanceOfSatisfying(
            OffsetAlreadyExists.class, e -> assertThat(e.getExpectedOffset()).isEqualTo(2));
    assertThat(api.ids()).containsExactly(0, 1);
  }

  @Test
  void without_an_offset_a_lost_answer_doubles_rows() throws Exception {
    api.faults = Faults.inOrder(Fault.LOSE_ANSWER);
    get(api.writer(NOTES + "/streams/_default").append(notes(0, 2)));
    assertThat(api.ids()).containsExactly(0, 1, 0, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"INTERNAL", "QUOTA"})
  void errors_that_pass_are_repeated_by_a_client_that_is_told_to(Fault fault) throws Exception {
    api.faults = Faults.inOrder(fault, fault);
    StreamWriter writer = api.retryingWriter(stream);
    List<ApiFuture<AppendRowsResponse>> answers = new ArrayList<>();
    for (int id = 0; id < 5; id++) {
      answers.add(writer.append(notes(id, id + 1), id));
    }
    for (ApiFuture<AppendRowsResponse> answer : answers) {
      get(answer);
    }
    assertThat(api.ids()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void a_quota_that_is_used_up_says_which() throws Exception {
    api.faults = Faults.inOrder(Fault.QUOTA);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 2), 0)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("RESOURCE_EXHAUSTED: Exceeds 'AppendRows throughput' quota");
    assertThat(api.ids()).isEmpty();
  }

  @Test
  void rows_may_be_there_though_nobody_heard_of_them() throws Exception {
    api.faults = Faults.inOrder(Fault.ALREADY_EXISTS);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 2), 0)))
        .isInstanceOfSatisfying(
            OffsetAlreadyExists.class, e -> assertThat(e.getExpectedOffset()).isEqualTo(2));
    assertThat(api.ids()).containsExactly(0, 1);
  }

  @Test
  void an_offset_may_be_said_to_be_out_of_range() throws Exception {
    api.faults = Faults.inOrder(Fault.OUT_OF_RANGE);
    StreamWriter writer = api.writer(stream);
    assertThatThrownBy(() -> get(writer.append(notes(0, 2), 0)))
        .isInstanceOf(OffsetOutOfRange.class);
    get(writer.append(notes(0, 2), 0));
    assertThat(api.ids()).containsExactly(0, 1);
  }

  @Test
  void a_stream_is_finalized_under_the_client() throws Exception {
    StreamWriter writer = api.writer(stream);
    get(writer.append(notes(0, 2), 0));
    api.faults = Faults.inOrder(Fault.FINALIZE);
    assertThatThrownBy(() -> get(writer.append(notes(2, 3), 2)))
        .isInstanceOf(StreamFinalizedException.class);
    assertThat(api.client.finalizeWriteStream(stream).getRowCount()).isEqualTo(2);
  }

  @Test
  void a_stream_expires_under_the_client() throws Exception {
    api.faults = Faults.inOrder(Fault.EXPIRE);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 1), 0)))
        .isInstanceOf(StreamNotFound.class);
    assertThatThrownBy(() -> api.client.getWriteStream(stream))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_schema_is_refused_for_a_while() throws Exception {
    api.faults = Faults.inOrder(Fault.SCHEMA_MISMATCH, Fault.SCHEMA_MISMATCH);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 1), 0)))
          .isInstanceOf(SchemaMismatchedException.class);
    }
    get(api.writer(stream).append(notes(0, 1), 0));
    assertThat(api.ids()).containsExactly(0);
  }

  @Test
  void a_request_is_refused_as_too_large() throws Exception {
    api.faults = Faults.inOrder(Fault.OVERSIZED);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 1), 0)))
        .hasMessageStartingWith("INVALID_ARGUMENT: AppendRows request too large");
    assertThat(api.ids()).isEmpty();
  }

  @Test
  void permission_is_denied_for_appends_and_for_calls() throws Exception {
    api.faults = Faults.inOrder(Fault.PERMISSION_DENIED);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(0, 1), 0)))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining(
            "Permission 'TABLES_UPDATE_DATA' denied on resource '"
                + NOTES
                + "' (or it may not exist).");
    api.faults = onCalls(Fault.PERMISSION_DENIED);
    assertThatThrownBy(() -> api.create(Type.COMMITTED))
        .isInstanceOf(PermissionDeniedException.class);
  }

  @Test
  void a_late_answer_holds_up_those_behind_it_and_no_rows() throws Exception {
    // Given
    StreamWriter writer = api.writer(stream);
    get(writer.append(notes(0, 1), 0));
    api.faults = late(1, Duration.ofSeconds(30));
    // When
    ApiFuture<AppendRowsResponse> late = writer.append(notes(1, 2), 1);
    ApiFuture<AppendRowsResponse> behind = writer.append(notes(2, 3), 2);
    while (api.ids().size() < 3) {
      Thread.onSpinWait();
    }
    // Then
    assertThat(late.isDone()).isFalse();
    assertThat(behind.isDone()).isFalse();
    api.time.advance(Duration.ofSeconds(30));
    assertThat(get(late).getAppendResult().getOffset().getValue()).isEqualTo(1);
    assertThat(get(behind).getAppendResult().getOffset().getValue()).isEqualTo(2);
  }

  @Test
  void chance_is_the_same_for_the_same_seed_and_brings_every_fault() {
    Rates rates = new Rates(0.3, 0.2, 0.1, 50, 0.2);
    List<Fault> some = appends(new SeededFaults(7, rates));
    assertThat(appends(new SeededFaults(7, rates))).isEqualTo(some);
    assertThat(appends(new SeededFaults(8, rates))).isNotEqualTo(some);
    Set<Fault> expected = EnumSet.allOf(Fault.class);
    // Google drops a stream long after the last row only: that needs a clock, not chance.
    expected.remove(Fault.EXPIRE);
    assertThat(EnumSet.copyOf(some)).isEqualTo(expected);
  }

  private static List<Fault> appends(Faults faults) {
    List<Fault> befallen = new ArrayList<>();
    for (int offset = 0; offset < 500; offset++) {
      befallen.add(faults.onAppend("s1", offset));
    }
    return befallen;
  }

  private static Faults onCalls(Fault fault) {
    return new Faults() {
      @Override
      public Fault onAppend(String stream, long offset) {
        return Fault.NONE;
      }

      @Override
      public Fault onCall(String table) {
        return fault;
      }
    };
  }

  private static Faults late(long lateOffset, Duration by) {
    return new Faults() {
      @Override
      public Fault onAppend(String stream, long offset) {
        return Fault.NONE;
      }

      @Override
      public Duration lateness(String stream, long offset) {
        return offset == lateOffset ? by : Duration.ZERO;
      }
    };
  }
}
