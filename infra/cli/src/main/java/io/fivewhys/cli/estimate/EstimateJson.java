// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** An estimate for machines: one JSON object in a line. */
public final class EstimateJson {

  private EstimateJson() {}

  public static String line(Estimate estimate) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      write(json, estimate.load());
      write(json, estimate.sizing());
      json.writeArrayFieldStart("items");
      for (Item item : estimate.items()) {
        write(json, item);
      }
      json.writeEndArray();
      number(json, "usd_a_month", estimate.usd());
      number(json, "of_it_free", estimate.free());
      number(json, "cloud_logging_usd_a_month", estimate.loggingUsd());
      json.writeStringField("prices_region", ListPrices.REGION);
      json.writeStringField("prices_looked_up", ListPrices.LOOKED_UP);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, Load load) throws IOException {
    json.writeNumberField("entries_per_second", load.entriesPerSecond());
    json.writeNumberField("entry_bytes", load.entryBytes());
    json.writeNumberField("services", load.services());
    json.writeNumberField("peak_factor", load.peakFactor());
    json.writeStringField("runtime", load.runtime().toString());
    json.writeNumberField("keep_days", load.keepDays());
  }

  private static void write(JsonGenerator json, Sizing sizing) throws IOException {
    json.writeNumberField("partitions", sizing.partitions());
    json.writeObjectFieldStart("instances");
    for (Instances service : sizing.services()) {
      json.writeObjectFieldStart(service.service());
      json.writeNumberField("count", service.count());
      json.writeNumberField("vcpu", service.vcpu());
      json.writeNumberField("memory_gib", service.memoryGib());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeNumberField("kafka_vcpus", sizing.kafkaVcpus());
    json.writeNumberField("kafka_memory_gib", sizing.kafkaMemoryGib());
  }

  private static void write(JsonGenerator json, Item item) throws IOException {
    json.writeStartObject();
    json.writeStringField("service", item.service());
    json.writeStringField("for", item.what());
    number(json, "units", item.units());
    json.writeStringField("unit", item.price().unit());
    json.writeNumberField("price_usd", item.price().usd());
    json.writeStringField("page", item.price().page());
    json.writeStringField("evidence", item.price().evidence().name().toLowerCase(Locale.ROOT));
    number(json, "usd", item.usd());
    number(json, "of_it_free", item.free());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeNumberField(name, Math.round(value * 100) / 100.0);
  }
}
