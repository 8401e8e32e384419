// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import io.fivewhys.contract.AvroCodec;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** A build before this one, by the history of schemas that is bundled with {@link AvroCodec}. */
public final class OlderBuild {

  private static final String HISTORY = "/io/fivewhys/contract/history/";

  private OlderBuild() {}

  /** The record as that build would have written it: without what its schema lacks. */
  public static byte[] message(SpecificRecord record) throws IOException {
    Schema writer = writer(record.getSchema());
    ByteArrayOutputStream now = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(now, null);
    new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    Object then =
        new GenericDatumReader<>(record.getSchema(), writer)
            .read(null, DecoderFactory.get().binaryDecoder(now.toByteArray(), null));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    new BinaryMessageEncoder<>(GenericData.get(), writer).encode(then, message);
    return message.toByteArray();
  }

  private static Schema writer(Schema current) throws IOException {
    List<String> files = text("index.txt").lines().toList();
    for (String file : files) {
      if (file.startsWith(current.getName() + '/')) {
        Schema schema = new Schema.Parser().parse(text(file));
        if (!SchemaNormalization.toParsingForm(schema)
            .equals(SchemaNormalization.toParsingForm(current))) {
          return schema;
        }
      }
    }
    throw new IllegalArgumentException("never was another " + current.getName());
  }

  private static String text(String file) throws IOException {
    try (InputStream bytes = AvroCodec.class.getResourceAsStream(HISTORY + file)) {
      if (bytes == null) {
        throw new FileNotFoundException(file);
      }
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
