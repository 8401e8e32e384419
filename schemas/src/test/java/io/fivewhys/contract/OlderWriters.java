// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records as an older build would have written them. */
final class OlderWriters {

  private OlderWriters() {}

  /** The record without what the writer's schema lacks. */
  static byte[] message(SpecificRecord record, Schema writer) throws IOException {
    ByteArrayOutputStream now = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(now, null);
    new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    Object then =
        new GenericDatumReader<>(record.getSchema(), writer)
            .read(null, DecoderFactory.get().binaryDecoder(now.toByteArray(), null));
    return bytes(then, writer);
  }

  /** What a record of that schema is as a message. */
  static byte[] bytes(Object written, Schema writer) throws IOException {
    ByteBuffer message = new BinaryMessageEncoder<>(GenericData.get(), writer).encode(written);
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return bytes;
  }
}
