// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as the members of a JSON object: every field by its name in the record, null where
 * nothing is known, enums by name, times as RFC 3339 in UTC.
 */
final class RecordJson {

  /** A number in such a field is microseconds since the epoch; elsewhere it is a number. */
  private static final Predicate<String> TIME =
      name -> name.endsWith("_at") || name.equals("timestamp");

  private RecordJson() {}

  static void write(IndexedRecord record, JsonGenerator json) throws IOException {
    for (Field field : record.getSchema().getFields()) {
      json.writeFieldName(field.name());
      Object value = record.get(field.pos());
      if (value instanceof Long micros && TIME.test(field.name())) {
        json.writeString(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
      } else {
        value(value, json);
      }
    }
  }

  private static void value(@Nullable Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number when !Double.isFinite(number) -> json.writeNull();
      case Double number -> json.writeNumber(number);
      case CharSequence text -> json.writeString(text.toString());
      case Enum<?> symbol -> json.writeString(symbol.name());
      case List<?> values -> {
        json.writeStartArray();
        for (Object each : values) {
          value(each, json);
        }
        json.writeEndArray();
      }
      case IndexedRecord record -> {
        json.writeStartObject();
        write(record, json);
        json.writeEndObject();
      }
      default -> throw new IllegalStateException("no JSON for " + value.getClass());
    }
  }
}
