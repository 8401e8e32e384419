// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.ingest.google.SinkFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is deployed, against a table of entries of which it is known what should become of them. */
class SinkFiltersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Row> ROWS = rows();

  /**
   * @param but the difference from the decoder that is meant, or empty
   */
  private record Row(String kind, String expected, String but, JsonNode entry) {}

  @Test
  void the_sink_includes_what_the_tail_asks_for() {
    assertThat(SinkFilters.text(SinkFilters.FOLDER.resolve("include.filter")))
        .isEqualTo(SinkFilter.inclusion());
  }

  static Iterable<Path> files() {
    return SinkFilters.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void each_is_short_enough_for_a_sink_and_read_alone_by_a_shell(Path file) {
    String text = SinkFilters.text(file);

    assertThat(text).hasSizeLessThan(SinkFilter.LONGEST).endsWith("\n");
    // A first line with a dash would be an option of gcloud; escapes differ by who reads them.
    assertThat(text).doesNotStartWith("-").matches("[ -~\n&&[^\\\\]]+");
    assertThat(Query.parse(text)).isNotNull();
  }

  @TestFactory
  Stream<DynamicTest> each_kind_is_taken_or_left_as_the_table_says() {
    SinkFilters filters = SinkFilters.read();
    return ROWS.stream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.kind, () -> assertThat(filters.verdict(row.entry)).isEqualTo(row.expected)));
  }

  @TestFactory
  Stream<DynamicTest> each_kind_is_taken_where_the_decoder_understands_it() {
    DecoderMatch match = new DecoderMatch(SinkFilters.read().inclusion());
    return ROWS.stream().map(row -> DynamicTest.dynamicTest(row.kind, () -> agrees(match, row)));
  }

  private static void agrees(DecoderMatch match, Row row) {
    byte[] bytes = row.entry.toString().getBytes(StandardCharsets.UTF_8);
    String difference = match.of(row.entry, match.decode(bytes));
    String meant = row.expected.equals("exclude-cloudsql-health") ? "cloudsql_noise" : row.but;
    assertThat(difference).isEqualTo(meant.isEmpty() ? DecoderMatch.SAME : meant);
  }

  @Test
  void each_difference_from_the_decoder_is_in_the_table() {
    assertThat(ROWS)
        .extracting(Row::but)
        .filteredOn(but -> !but.isEmpty())
        .containsAll(DecoderMatch.NOT_SENT.keySet());
  }

  /** What no row needs is there by mistake, or lacks its row. */
  @TestFactory
  Stream<DynamicTest> each_part_of_each_filter_is_needed() {
    SinkFilters filters = SinkFilters.read();
    Map<String, Query> all = new LinkedHashMap<>(filters.exclusions());
    all.put("include", filters.inclusion());
    return all.entrySet().stream()
        .flatMap(filter ->
            without(filter.getValue()).stream()
                .map(less ->
                    DynamicTest.dynamicTest(
                        filter.getKey() + " without " + less.part,
                        () -> changesSomeRow(filter.getValue(), less.query))));
  }

  private static void changesSomeRow(Query whole, Query less) {
    assertThat(ROWS.stream().filter(row -> whole.matches(row.entry) != less.matches(row.entry)))
        .isNotEmpty();
  }

  private record Less(Query part, Query query) {}

  /** Every query that is left when one part, however deep, is taken out. */
  private static List<Less> without(Query query) {
    return switch (query) {
      case Query.All(List<Query> parts) -> without(parts, Query.All::new);
      case Query.Any(List<Query> parts) -> without(parts, Query.Any::new);
      case Query.Not(Query part) ->
          without(part).stream()
              .map(less -> new Less(less.part, new Query.Not(less.query)))
              .toList();
      default -> List.of();
    };
  }

  private interface Joined {
    Query of(List<Query> parts);
  }

  private static List<Less> without(List<Query> parts, Joined joined) {
    List<Less> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<Query> rest = new ArrayList<>(parts);
      rest.remove(i);
      all.add(new Less(parts.get(i), joined.of(rest)));
      for (Less inner : without(parts.get(i))) {
        List<Query> changed = new ArrayList<>(parts);
        changed.set(i, inner.query);
        all.add(new Less(inner.part, joined.of(changed)));
      }
    }
    return all;
  }

  private static List<Row> rows() {
    try (InputStream in = SinkFiltersTest.class.getResourceAsStream("entries.ndjson")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<Row> rows = new ArrayList<>();
      for (String line : text.lines().toList()) {
        JsonNode row = JSON.readTree(line);
        rows.add(
            new Row(
                row.path("kind").asText(),
                row.path("expected").asText(),
                row.path("but").asText(),
                row.path("entry")));
      }
      return rows;
    } catch (IOException e) {
      throw new AssertionError("the table cannot be read", e);
    }
  }
}
