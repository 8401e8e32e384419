// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.Announced;
import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.InstanceExit;
import io.fivewhys.InstanceStart;
import io.fivewhys.LogLine;
import io.fivewhys.LogStream;
import io.fivewhys.MemoryLimit;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ProbeKind;
import io.fivewhys.ProbeResult;
import io.fivewhys.Request;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.ServiceChanged;
import io.fivewhys.SignalKind;
import io.fivewhys.SqlEvent;
import io.fivewhys.StartReason;
import io.fivewhys.contract.PlatformEventHead.Body;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PlatformEventHeadTest {

  private static final AvroCodec<PlatformEvent> CODEC = Topics.EVENTS.codec();

  private final PlatformEventHead head = new PlatformEventHead();

  @Test
  void lists_the_bodies_as_the_schema_does() {
    List<String> inSchema =
        PlatformEvent.getClassSchema().getField("body").schema().getTypes().stream()
            .map(Schema::getName)
            .toList();

    assertThat(
            Arrays.stream(Body.values())
                .map(body -> body.name().replace("_", "").toLowerCase(java.util.Locale.ROOT)))
        .containsExactlyElementsOf(
            inSchema.stream().map(name -> name.toLowerCase(java.util.Locale.ROOT)).toList());
  }

  @Test
  void reads_of_random_requests_what_the_codec_reads() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2_000; i++) {
      Request request =
          Request.newBuilder()
              .setStatus(random.nextInt(600))
              .setLatency(
                  random.nextBoolean() ? null : random.nextLong(1L << random.nextInt(1, 50)))
              .setConnection(random.nextBoolean())
              .setPlatformError(
                  PlatformError.values()[random.nextInt(PlatformError.values().length)])
              .build();
      PlatformEvent event = event(request);
      event.setDedupId(random.nextLong());
      event.setEventTime(random.nextLong());
      event.setReceiveTime(random.nextBoolean() ? null : random.nextLong());
      event.setInstanceId(random.nextLong());
      event.setTraceHash(random.nextLong());

      head.read(CODEC.encode(event));

      assertThat(head.body).isEqualTo(Body.REQUEST);
      assertThat(head.dedupId).isEqualTo(event.getDedupId());
      assertThat(head.eventTimeNanos).isEqualTo(event.getEventTime());
      assertThat(head.receiveTimeNanos)
          .isEqualTo(event.getReceiveTime() == null ? Long.MAX_VALUE : event.getReceiveTime());
      assertThat(head.instanceId).isEqualTo(event.getInstanceId());
      assertThat(head.traceHash).isEqualTo(event.getTraceHash());
      assertThat(head.status).isEqualTo(request.getStatus());
      assertThat(head.latencyNanos)
          .isEqualTo(request.getLatency() == null ? -1 : request.getLatency());
      assertThat(head.connection).isEqualTo(request.getConnection());
      assertThat(head.platformError).isEqualTo(request.getPlatformError());
    }
  }

  @Test
  void reads_numbers_of_every_length() {
    PlatformEvent event = event(Request.newBuilder().setStatus(200).build());
    for (int bits = 0; bits < Long.SIZE; bits++) {
      for (long near = -2; near <= 2; near++) {
        long number = (1L << bits) + near;
        event.setDedupId(number);
        event.setEventTime(-number);
        event.setEntryTime(~number);
        event.setInstanceId(number);
        event.setTraceHash(number - 1);

        head.read(CODEC.encode(event));

        assertThat(head.dedupId).isEqualTo(number);
        assertThat(head.eventTimeNanos).isEqualTo(-number);
        assertThat(head.entryTimeNanos).isEqualTo(~number);
        assertThat(head.instanceId).isEqualTo(number);
        assertThat(head.traceHash).isEqualTo(number - 1);
        assertThat(head.status).isEqualTo(200);
      }
    }
  }

  @Test
  void knows_every_body() {
    List<Object> bodies =
        List.of(
            Request.newBuilder().setStatus(200).build(),
            new LogLine(77L, true, SignalKind.SQL_SLOW, LogStream.STDERR, "s", "e", null, "", null),
            SqlEvent.newBuilder()
                .setKind(io.fivewhys.SqlEventKind.CHECKPOINT)
                .setSignatureId(1)
                .setSignature("")
                .setExcerpt("")
                .build(),
            new InstanceStart(StartReason.AUTOSCALING),
            new InstanceExit(3, null, "c"),
            new ProbeResult(ProbeKind.STARTUP, false, 1, "TCP", null, null, null),
            new MemoryLimit(512, 524),
            RevisionAnnounced.newBuilder().setAnnounced(Announced.REVISION).build(),
            ServiceChanged.newBuilder().setMethod("m").build(),
            ConfigurationChange.newBuilder()
                .setKind(io.fivewhys.ConfigurationKind.IAM)
                .setMethod("m")
                .setResource("r")
                .build(),
            MetricSample.newBuilder().setMetric("m").setValue(1).build());

    for (int i = 0; i < bodies.size(); i++) {
      head.read(CODEC.encode(event(bodies.get(i))));
      assertThat(head.body).isEqualTo(Body.values()[i]);
      if (head.body == Body.LOG_LINE) {
        assertThat(head.signal).isEqualTo(SignalKind.SQL_SLOW);
      }
    }
  }

  @Test
  void reads_on_to_what_a_line_is_about() {
    head.read(
        CODEC.encode(
            event(
                new LogLine(
                    7L,
                    true,
                    SignalKind.SQL_SLOW,
                    LogStream.STDERR,
                    "signature",
                    "excerpt",
                    ComponentKind.CLOUD_SQL_INSTANCE,
                    "órdenes-db",
                    9L))));
    head.readDetails();

    assertThat(head.targetKind).isEqualTo(ComponentKind.CLOUD_SQL_INSTANCE);
    assertThat(head.target).isEqualTo("órdenes-db");
    assertThat(head.durationNanos).isEqualTo(9);
  }

  @Test
  void reads_on_to_how_long_a_statement_took() {
    head.read(
        CODEC.encode(
            event(
                SqlEvent.newBuilder()
                    .setKind(io.fivewhys.SqlEventKind.SLOW_STATEMENT)
                    .setLevel("LOG")
                    .setDuration(12L)
                    .setSignatureId(1)
                    .setSignature("")
                    .setExcerpt("")
                    .build())));
    head.readDetails();

    assertThat(head.sqlEvent).isEqualTo(io.fivewhys.SqlEventKind.SLOW_STATEMENT);
    assertThat(head.targetKind).isNull();
    assertThat(head.durationNanos).isEqualTo(12);
  }

  @Test
  void tells_failures_of_exits_and_probes() {
    assertThat(failed(new InstanceExit(0, null, null))).isFalse();
    assertThat(failed(new InstanceExit(null, null, null))).isFalse();
    assertThat(failed(new InstanceExit(3, null, null))).isTrue();
    assertThat(failed(new InstanceExit(null, 9, null))).isTrue();
    assertThat(failed(new ProbeResult(ProbeKind.LIVENESS, true, 1, "HTTP", null, null, null)))
        .isFalse();
    assertThat(failed(new ProbeResult(ProbeKind.LIVENESS, false, 1, "HTTP", null, null, null)))
        .isTrue();
  }

  @Test
  void reads_an_older_builds_event_by_way_of_the_codec() throws IOException {
    PlatformEvent event = event(Request.newBuilder().setStatus(418).build());
    for (Schema writer : WriterHistory.of("PlatformEvent")) {
      head.read(OlderWriters.message(event, writer));

      assertThat(head.status).isEqualTo(418);
      head.read(CODEC.encode(event(Request.newBuilder().setStatus(200).build())));
    }
  }

  @Test
  void refuses_a_message_cut_short() {
    byte[] whole = CODEC.encode(event(Request.newBuilder().setStatus(200).build()));
    for (int length = 0; length < 20; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> head.read(cut)).isInstanceOf(AvroCodec.UndecodableException.class);
    }
  }

  private boolean failed(Object body) {
    head.read(CODEC.encode(event(body)));
    return head.failed;
  }

  private static PlatformEvent event(Object body) {
    return PlatformEvent.newBuilder()
        .setDedupId(1)
        .setEventTime(2)
        .setEntryTime(2)
        .setBody(body)
        .setProject("acme-prod")
        .setLocation("us-central1")
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .setComponent("checkout")
        .setLogName("run.googleapis.com/requests")
        .build();
  }
}
