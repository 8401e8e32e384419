// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.escalations;

import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.PubsubMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;

/** Prints the escalations of a subscription. Arguments: the subscription, the schema's file. */
public class EscalationConsumer implements MessageReceiver {

  private static final int REMEMBERED = 100_000;

  private final Schema schema;
  private final Map<String, Boolean> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  public EscalationConsumer(Schema schema) {
    this.schema = schema;
  }

  public static void main(String[] args) throws IOException {
    Schema schema = new Schema.Parser().parse(Path.of(args[1]).toFile());
    Subscriber subscriber =
        Subscriber.newBuilder(args[0], (MessageReceiver) new EscalationConsumer(schema)).build();
    subscriber.startAsync().awaitTerminated();
  }

  @Override
  public synchronized void receiveMessage(PubsubMessage message, AckReplyConsumer reply) {
    String id = message.getAttributesOrThrow("ce-id");
    try {
      if (!seen.containsKey(id)) { // at least once: a repeat has the same id
        handle(read(message));
        seen.put(id, true);
      }
      reply.ack();
    } catch (IOException | RuntimeException e) {
      System.err.println(id + ": " + e);
      reply.nack(); // comes again, and those of its incident after it
    }
  }

  protected void handle(GenericRecord escalation) {
    System.out.printf(
        "%s %s %s: %s%n",
        escalation.get("severity"),
        escalation.get("status"),
        escalation.get("incident_id"),
        escalation.get("title"));
  }

  private GenericRecord read(PubsubMessage message) throws IOException {
    InputStream data = message.getData().newInput();
    String type = message.getAttributesOrDefault("content-type", "");
    Decoder decoder =
        type.startsWith("application/json")
            ? DecoderFactory.get().jsonDecoder(schema, data)
            : DecoderFactory.get().binaryDecoder(data, null);
    return new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
  }
}
