// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

  private static final Map<String, String> ATTRIBUTES =
      Map.of("lang", "en-GB", "size", "1", "odd key", "say \"hi\"\n", "empty", "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "attributes:lang",
        "attributes.lang = \"en-GB\"",
        "attributes.lang=\"en-GB\"",
        "attributes.lang != \"de\"",
        "attributes.none != \"de\"",
        "hasPrefix(attributes.lang, \"en\")",
        "hasPrefix ( attributes . lang , \"\" )",
        "NOT attributes:none",
        "-attributes:none",
        "NOT NOT attributes:lang",
        "attributes:\"odd key\"",
        "attributes.\"odd key\" = \"say \\\"hi\\\"\\n\"",
        "attributes.lang = \"\\u0065\\x6e\\055GB\"",
        "attributes.empty = \"\"",
        "attributes:lang AND attributes:size AND attributes:empty",
        "attributes:none OR attributes:size",
        "(attributes:none OR attributes:size) AND NOT (attributes:none AND attributes:lang)",
      })
  void takes(String filter) {
    assertThat(Filter.parse(filter).matches(ATTRIBUTES)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attributes:none",
        "attributes:Lang",
        "attributes.lang = \"en-gb\"",
        "attributes.lang != \"en-GB\"",
        "attributes.none = \"\"",
        "hasPrefix(attributes.lang, \"GB\")",
        "hasPrefix(attributes.none, \"\")",
        "NOT attributes:lang",
        "attributes:lang AND attributes:none",
        "attributes:none OR attributes:nobody",
      })
  void leaves_out(String filter) {
    assertThat(Filter.parse(filter).matches(ATTRIBUTES)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lang = \"en\" | character 1: expected attributes",
        "attributes.lang | character 16: expected =",
        "attributes.lang = en | character 19: expected \"",
        "attributes.lang = \"en | character 22: expected a closing quotation mark",
        "attributes: | character 12: expected an attribute's key",
        "attributes:a attributes:b | character 14: expected AND, OR or the end",
        "attributes:a AND | character 17: expected attributes",
        "attributes:a AND attributes:b OR attributes:c | character 31: expected parentheses",
        "(attributes:a | character 14: expected )",
        "attributes.a = \"\\q\" | character 19: expected an escape",
        "attributes.a = \"\\u00\" | character 19: expected 4 digits of base 16",
        "hasPrefix(attributes:a, \"b\") | character 21: expected .",
      })
  void says_where_it_does_not_understand(String fault) {
    String[] parts = fault.split(" \\| ");

    assertThatThrownBy(() -> Filter.parse(parts[0]))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "NOT ", "-"})
  void nesting_and_length_are_limited(String part) {
    assertThatThrownBy(() -> Filter.parse(part.repeat(50)))
        .hasMessageContaining("no deeper nesting");
    assertThatThrownBy(() -> Filter.parse(part.repeat(300))).hasMessageContaining("256 bytes");
  }
}
