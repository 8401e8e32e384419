// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors check a file by says what the reader says. */
class SchemaTest {

  private static final JsonNode SCHEMA = read();

  private static final JsonSchema VALIDATOR =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SCHEMA);

  @ParameterizedTest
  @EnumSource(Vocabulary.class)
  void knows_the_keys_that_the_reader_knows(Vocabulary vocabulary) {
    JsonNode section =
        vocabulary == Vocabulary.FILE
            ? SCHEMA
            : SCHEMA.path("$defs").path(vocabulary.name().toLowerCase(Locale.ROOT));

    assertThat(section.path("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(vocabulary.keys);
  }

  @Test
  void has_no_section_that_the_reader_does_not_know() {
    List<String> sections =
        SCHEMA.path("$defs").properties().stream()
            .filter(member -> member.getValue().has("properties"))
            .map(member -> member.getKey().toUpperCase(Locale.ROOT))
            .toList();

    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Vocabulary.values())
                .filter(vocabulary -> vocabulary != Vocabulary.FILE)
                .map(Enum::name)
                .toList());
  }

  /** On a difference, copy the expected lines into the schema. */
  @Test
  void knows_every_setting() {
    List<String> lines =
        Settings.ALL.stream()
            .filter(s -> s != Settings.CONFIG)
            .map(s -> "\"" + s.key() + "\": " + s.doc())
            .toList();

    assertThat(
            SCHEMA.at("/properties/settings/properties").properties().stream()
                .map(s -> "\"" + s.getKey() + "\": " + s.getValue().path("description").asText()))
        .containsExactlyInAnyOrderElementsOf(lines);
    assertThat(Settings.ALL).extracting(Setting::key).doesNotHaveDuplicates();
  }

  @Test
  void knows_the_sources_that_the_reader_knows() {
    assertThat(SCHEMA.at("/$defs/expectation/properties/source/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(Values.SOURCES);
  }

  @Test
  void takes_a_good_file() {
    assertThat(VALIDATOR.validate(ConfigurationFileTest.GOOD, InputFormat.YAML)).isEmpty();
    assertThat(VALIDATOR.validate("objectives:\nsettings:\n", InputFormat.YAML)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "objectives: [{name: a, availability: 99.5}]",
        "objectives: [{name: a, availability: 99 %, target: 99 %}]",
        "objectives: [{name: a b, auth: 99 %}]",
        "objectives: [{name: a, auth: 99 %, startup: 99 %}]",
        "objectives: [{auth: 99 %}]",
        "objectives: [{name: a}]",
        "objectives: [{name: a, sql: db, target: 99 %}]",
        "objectives: [{name: a, sql: db, under: 30 parsecs, target: 99 %}]",
        "objectives: [{name: a, sql: db, under: 1 s, taget: 99 %}]",
        "objectives: [{name: a, redis: r, reachable: 1, under: 1 s, target: 1}]",
        "objectives: [{name: a, journey: {total: {service: s}}, target: 1}]",
        "objectives: [{name: a, journey: {total: {service: s, route: x}}, target: 1}]",
        "objectives: [{name: a, service: s, journey: {total: {service: s, route: /}}, target: 1}]",
        "silences: [{from: 2026-11-20, to: 2026-11-21T00:00:00Z, reason: x}]",
        "expect: [{source: metric, within: 5 min}]",
        "incidents: {quiet: 5}",
        "settings: {windows.grac: 5m}",
        "expects: []",
      })
  void refuses_what_the_reader_refuses(String yaml) {
    assertThat(VALIDATOR.validate(yaml, InputFormat.YAML)).isNotEmpty();
    assertThatThrownBy(() -> ConfigurationFile.parse("f", yaml))
        .isInstanceOf(InvalidConfigurationException.class);
  }

  private static JsonNode read() {
    try (InputStream in = SchemaTest.class.getResourceAsStream(ConfigurationFile.SCHEMA)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
