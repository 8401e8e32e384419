// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.RejectedEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class AvroCodecTest {

  private final AvroCodec<RejectedEntry> codec = AvroCodec.of(RejectedEntry.class);
  private final RejectedEntry entry =
      new RejectedEntry("malformed_json", "detail", "a.json@7", "{");

  @Test
  void decodes_what_it_encoded() {
    assertThat(codec.decode(codec.encode(entry))).isEqualTo(entry);
  }

  @Test
  void messages_begin_with_the_header_that_it_names() {
    assertThat(codec.encode(entry)).startsWith(codec.header());
    assertThat(codec.wrote(codec.encode(entry))).isTrue();
    assertThat(codec.wrote(Arrays.copyOf(codec.header(), 9))).isFalse();
    assertThat(codec.header()).hasSize(AvroCodec.HEADER_BYTES);
  }

  @Test
  void reads_an_older_writer_that_lacked_a_field() throws IOException {
    Schema older =
        SchemaBuilder.record("RejectedEntry")
            .namespace("io.fivewhys")
            .fields()
            .requiredString("reason")
            .requiredString("source")
            .requiredString("excerpt")
            .endRecord();
    byte[] message =
        write(
            new GenericRecordBuilder(older)
                .set("reason", "r")
                .set("source", "s")
                .set("excerpt", "e")
                .build());

    assertThat(new AvroCodec<>(RejectedEntry.class, List.of(older)).decode(message))
        .isEqualTo(new RejectedEntry("r", "", "s", "e"));
  }

  @Test
  void reads_a_newer_writer_that_has_a_field_more() throws IOException {
    Schema newer =
        SchemaBuilder.record("RejectedEntry")
            .namespace("io.fivewhys")
            .fields()
            .requiredString("reason")
            .requiredString("detail")
            .requiredString("source")
            .requiredString("excerpt")
            .requiredLong("size")
            .endRecord();
    GenericRecord written =
        new GenericRecordBuilder(newer)
            .set("reason", "r")
            .set("detail", "d")
            .set("source", "s")
            .set("excerpt", "e")
            .set("size", 9L)
            .build();

    assertThat(new AvroCodec<>(RejectedEntry.class, List.of(newer)).decode(write(written)))
        .isEqualTo(new RejectedEntry("r", "d", "s", "e"));
  }

  @Test
  void says_what_to_do_about_a_writer_it_does_not_know() throws IOException {
    Schema unknown =
        SchemaBuilder.record("RejectedEntry")
            .namespace("io.fivewhys")
            .fields()
            .requiredLong("x")
            .endRecord();
    byte[] message = write(new GenericRecordBuilder(unknown).set("x", 1L).build());

    assertThatThrownBy(() -> codec.decode(message))
        .isInstanceOf(AvroCodec.UnknownWriterException.class)
        .hasMessageContaining("RejectedEntry")
        .hasMessageContaining("upgrade the reader");
    assertThat(codec.wrote(message)).isFalse();
  }

  @Test
  void refuses_bytes_that_are_no_message() {
    byte[] whole = codec.encode(entry);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(cut))
          .isInstanceOf(AvroCodec.UndecodableException.class);
    }
  }

  private static byte[] write(GenericRecord generic) throws IOException {
    ByteBuffer bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), generic.getSchema())
            .encode(generic);
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
