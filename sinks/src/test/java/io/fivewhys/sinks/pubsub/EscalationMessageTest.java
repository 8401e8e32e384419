// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Escalation;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EscalationMessageTest {

  @Test
  void attributes_are_a_cloud_event_and_what_subscriptions_filter_by() {
    EscalationMessage message =
        EscalationMessage.of(Steps.step("3f2a9c", 2), PayloadEncoding.BINARY);

    assertThat(message.orderingKey()).isEqualTo("3f2a9c");
    assertThat(message.attributes())
        .containsOnly(
            entry("ce-id", "3f2a9c/2"),
            entry("ce-source", "/fivewhys/projects/acme-prod"),
            entry("ce-specversion", "1.0"),
            entry("ce-type", "io.fivewhys.Escalation"),
            entry("ce-subject", "3f2a9c"),
            entry("ce-time", "2026-03-01T10:03:00Z"),
            entry("ce-dataschema", EscalationSchema.uri()),
            entry("content-type", "application/avro"),
            entry("incident_id", "3f2a9c"),
            entry("sequence", "2"),
            entry("status", "UPDATED"),
            entry("severity", "P1"),
            entry("project", "acme-prod"),
            entry("service", "checkout"),
            entry("cause", "SQL_CONNECTIONS_EXHAUSTED"));
  }

  @ParameterizedTest
  @EnumSource
  void a_payload_is_read_back(PayloadEncoding encoding) {
    Escalation step = Steps.step("3f2a9c", 1);
    EscalationMessage message = EscalationMessage.of(step, encoding);

    assertThat(PayloadEncoding.of(message.attributes().get("content-type"))).isEqualTo(encoding);
    assertThat(encoding.decode(message.payload())).isEqualTo(step);
    assertThat(EscalationMessage.of(step, encoding).payload()).isEqualTo(message.payload());
    assertThatThrownBy(() -> encoding.decode(new byte[] {'{', 1, 2}))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void the_published_schema_alone_reads_both_encodings() throws Exception {
    Schema schema = new Schema.Parser().parse(EscalationSchema.definition());
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
    Escalation step = Steps.step("3f2a9c", 1);

    GenericRecord binary =
        reader.read(
            null, DecoderFactory.get().binaryDecoder(PayloadEncoding.BINARY.encode(step), null));
    GenericRecord json =
        reader.read(
            null,
            DecoderFactory.get()
                .jsonDecoder(schema, new ByteArrayInputStream(PayloadEncoding.JSON.encode(step))));

    assertThat(binary).isEqualTo(json).hasToString(step.toString());
    assertThat(EscalationSchema.definition()).doesNotContain("java").hasSizeLessThan(300 * 1024);
  }

  @Test
  void hostile_names_stay_within_what_an_attribute_may_hold() {
    String hostile = "\u0000\r\n\u202e\ud800\ufffe<&\"" + "é\ud83d\ude00".repeat(1_000);
    Escalation step = Steps.step(hostile, Integer.MAX_VALUE);
    step.setProject(hostile);
    step.getSymptom().setComponent(new Component(ComponentKind.SECRET, hostile));

    EscalationMessage message = EscalationMessage.of(step, PayloadEncoding.BINARY);

    assertThat(message.attributes().values())
        .allSatisfy(value -> {
          assertThat(value.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
          assertThat(value).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\ufffe]");
        });
    assertThat(message.attributes().get("ce-id")).endsWith("/" + Integer.MAX_VALUE);
    assertThat(URI.create(message.attributes().get("ce-source"))).isNotNull();
  }

  @Test
  void a_name_that_is_empty_has_no_attribute() {
    Escalation step = Steps.step("3f2a9c", 1);
    step.getSymptom().setComponent(new Component(ComponentKind.OTHER, ""));

    assertThat(EscalationMessage.of(step, PayloadEncoding.BINARY).attributes())
        .doesNotContainKey("service");
  }
}
