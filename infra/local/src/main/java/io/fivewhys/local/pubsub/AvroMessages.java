// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.Encoding;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Avro definitions, and messages held against them. */
final class AvroMessages {

  private AvroMessages() {}

  static Schema parse(String definition) {
    try {
      return new Schema.Parser().parse(definition);
    } catch (AvroRuntimeException e) {
      throw Subscriptions.invalid("no Avro schema: " + e.getMessage());
    }
  }

  /** Why the message does not fit; null when it does. */
  static @Nullable String fault(Schema schema, Encoding encoding, ByteString data) {
    GenericDatumReader<Object> reader = new GenericDatumReader<>(schema);
    try {
      return switch (encoding) {
        case JSON -> {
          reader.read(null, DecoderFactory.get().jsonDecoder(schema, data.newInput()));
          yield null;
        }
        case BINARY -> {
          BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(data.toByteArray(), null);
          reader.read(null, decoder);
          yield decoder.isEnd() ? null : "bytes follow after its end";
        }
        case ENCODING_UNSPECIFIED, UNRECOGNIZED -> "the encoding is neither JSON nor BINARY";
      };
    } catch (IOException | RuntimeException e) {
      // Avro's readers meet data that does not fit with exceptions of many kinds.
      return e.getMessage() == null ? e.toString() : e.getMessage();
    }
  }
}
