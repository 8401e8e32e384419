// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Escalation;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The two encodings of Avro that a Pub/Sub topic with a schema takes. Neither names the schema: the
 * topic has it, and an attribute tells its fingerprint.
 */
public enum PayloadEncoding {
  BINARY("application/avro") {
    @Override
    byte[] encode(Escalation escalation) {
      byte[] message = Topics.ESCALATIONS.codec().encode(escalation);
      return Arrays.copyOfRange(message, AvroCodec.HEADER_BYTES, message.length);
    }

    @Override
    public Escalation decode(byte[] payload) {
      byte[] header = Topics.ESCALATIONS.codec().header();
      byte[] message = Arrays.copyOf(header, header.length + payload.length);
      System.arraycopy(payload, 0, message, header.length, payload.length);
      return Topics.ESCALATIONS.codec().decode(message);
    }
  },

  JSON("application/json") {
    @Override
    byte[] encode(Escalation escalation) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DatumWriter<Escalation> writer = new SpecificDatumWriter<>(Escalation.class);
      try {
        Encoder encoder = EncoderFactory.get().jsonEncoder(escalation.getSchema(), bytes);
        writer.write(escalation, encoder);
        encoder.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    @Override
    public Escalation decode(byte[] payload) {
      DatumReader<Escalation> reader = new SpecificDatumReader<>(Escalation.class);
      try {
        return reader.read(
            null,
            DecoderFactory.get()
                .jsonDecoder(Escalation.getClassSchema(), new ByteArrayInputStream(payload)));
      } catch (IOException | RuntimeException e) { // of Avro and Jackson: there is no end of kinds
        throw new AvroCodec.UndecodableException(
            "not an escalation in Avro's JSON: " + e.getMessage());
      }
    }
  };

  private final String contentType;

  PayloadEncoding(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  abstract byte[] encode(Escalation escalation);

  /**
   * @throws AvroCodec.UndecodableException when the bytes are not an escalation in this encoding
   */
  public abstract Escalation decode(byte[] payload);

  /** What a message with that content type is in; binary where it does not say. */
  public static PayloadEncoding of(String contentType) {
    return contentType.startsWith(JSON.contentType) ? JSON : BINARY;
  }
}
