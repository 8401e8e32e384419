// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fivewhys.KnownPending;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of builds before some field, of every type and for every field that has a default. */
class OlderWritersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS = 20;
  private static final long SEED = 7;

  @ParameterizedTest
  @MethodSource("io.fivewhys.contract.WriterHistoryTest#records")
  void are_read_with_the_default_of_what_they_lacked(Class<? extends SpecificRecord> type)
      throws IOException {
    Schema current = SpecificData.get().getSchema(type);
    List<Schema> writers = olderThan(current);
    for (Schema older : writers) {
      assertIsRead(type, current, older);
    }
    assertThat(writers.isEmpty())
        .as("whether nothing in it has a default")
        .isEqualTo(type == KnownPending.class);
  }

  private static <T extends SpecificRecord> void assertIsRead(
      Class<T> type, Schema current, Schema older) throws IOException {
    AvroCodec<T> codec = new AvroCodec<>(type, List.of(older));
    SpecificDatumReader<T> avros = new SpecificDatumReader<>(older, current, new SpecificData());
    for (Object written : new RandomData(older, RECORDS, SEED)) {
      byte[] message = OlderWriters.bytes(written, older);

      T read = codec.decode(message);

      int body = message.length - AvroCodec.HEADER_BYTES;
      assertThat(read)
          .isEqualTo(
              avros.read(
                  null,
                  DecoderFactory.get().binaryDecoder(message, AvroCodec.HEADER_BYTES, body, null)));
      assertThat(codec.decode(codec.encode(read))).isEqualTo(read);
      assertThat(codec.wrote(message)).isTrue();
      for (Schema.Field field : current.getFields()) {
        if (older.getField(field.name()) == null) {
          assertThat(read.get(field.pos())).isEqualTo(SpecificData.get().getDefaultValue(field));
        }
      }
    }
  }

  /** In each a field is missing that has a default, at the top or in a record within. */
  private static List<Schema> olderThan(Schema current) throws IOException {
    List<Schema> older = new ArrayList<>();
    JsonNode schema = JSON.readTree(current.toString());
    addWithout(older, schema, schema);
    return older;
  }

  private static void addWithout(List<Schema> older, JsonNode schema, JsonNode part) {
    if (part.get("fields") instanceof ArrayNode fields) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).has("default")) {
          JsonNode field = fields.remove(i);
          addIfWhole(older, schema.toString());
          fields.insert(i, field);
        }
      }
    }
    part.forEach(within -> addWithout(older, schema, within));
  }

  private static void addIfWhole(List<Schema> older, String schema) {
    try {
      // As the history keeps it: without defaults, and without what Java makes of texts.
      Schema whole = new Schema.Parser().parse(schema);
      older.add(new Schema.Parser().parse(SchemaNormalization.toParsingForm(whole)));
    } catch (AvroRuntimeException e) {
      // The field defined a type that others use: it cannot have come after them.
    }
  }
}
