// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.escalations;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.sinks.pubsub.EscalationMessage;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import io.fivewhys.sinks.pubsub.PayloadEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The consumer that the guide shows. */
class EscalationConsumerTest {

  private final List<String> log = new ArrayList<>();
  private final EscalationConsumer consumer =
      new EscalationConsumer(new Schema.Parser().parse(EscalationSchema.definition())) {
        @Override
        protected void handle(GenericRecord escalation) {
          if (escalation.get("sequence").equals(9)) {
            throw new IllegalStateException("not now");
          }
          log.add(escalation.get("incident_id") + "/" + escalation.get("sequence"));
        }
      };

  @Test
  void the_guide_shows_it_as_it_is() throws IOException {
    Path root = Path.of(System.getProperty("fivewhys.root"));
    String code =
        Files.readString(
            root.resolve(
                "infra/local/src/test/java/"
                    + EscalationConsumer.class.getName().replace('.', '/')
                    + ".java"));

    assertThat(Files.readString(root.resolve("sinks/ESCALATIONS.md")))
        .contains("```java\n" + code.substring(code.indexOf("import ")) + "```\n");
  }

  @Test
  void it_reads_either_encoding_drops_repeats_and_gives_back_what_fails() {
    receive(1, PayloadEncoding.BINARY);
    receive(2, PayloadEncoding.JSON);
    receive(1, PayloadEncoding.BINARY);
    receive(9, PayloadEncoding.BINARY);

    assertThat(log).containsExactly("a/1", "ack", "a/2", "ack", "ack", "nack");
  }

  private void receive(int sequence, PayloadEncoding encoding) {
    EscalationMessage message = EscalationMessage.of(Steps.step("a", sequence), encoding);
    consumer.receiveMessage(
        PubsubMessage.newBuilder()
            .putAllAttributes(message.attributes())
            .setData(ByteString.copyFrom(message.payload()))
            .build(),
        new AckReplyConsumer() {
          @Override
          public void ack() {
            log.add("ack");
          }

          @Override
          public void nack() {
            log.add("nack");
          }
        });
  }
}
