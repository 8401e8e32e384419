// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntrySplitterTest {

  private static final int LIMIT = 2_048;
  private static final String LONG = "x".repeat(LIMIT);

  /** Input, then what is found in it: slices as they are, faults as {@code !reason@position}. */
  record Case(String title, String input, List<String> found) {
    @Override
    public String toString() {
      return title;
    }
  }

  private static Case of(String title, String input, String... found) {
    return new Case(title, input, List.of(found));
  }

  static List<Case> cases() {
    return List.of(
        of("nothing", ""),
        of("white space", " \r\n\t\n"),
        of("byte order mark alone", "\uFEFF"),
        of("empty array", "[]"),
        of("empty response", "{}"),
        of("response without entries", "{\"entries\":[]}"),
        of("response without assets", "{\"readTime\":\"2026-08-25T16:19:01Z\",\"assets\":[]}"),
        of("response with a time only", "{\"readTime\":\"2026-08-25T16:19:01Z\"}"),
        of(
            "page of assets",
            "{\"readTime\":\"t\",\"assets\":[{\"a\":1},{\"a\":2}],\"nextPageToken\":\"n\"}\n{\"assets\":3}",
            "{\"a\":1}",
            "{\"a\":2}"),
        of("response with a token only", "{\n  \"nextPageToken\": \"abc\"\n}\n"),
        of("one object", "{\"a\":1}", "{\"a\":1}"),
        of(
            "one object over lines",
            "{\n  \"a\": [\n    {\n    }\n  ]\n}",
            "{\n  \"a\": [\n    {\n    }\n  ]\n}"),
        of("lines", "{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}", "{\"a\":2}"),
        of(
            "CRLF, blank lines, byte order mark",
            "\uFEFF{\"a\":1}\r\n\r\n\n{\"a\":2}\r\n",
            "{\"a\":1}",
            "{\"a\":2}"),
        of(
            "one behind the other",
            "{\"a\":1}{\"a\":2} {\"a\":3}",
            "{\"a\":1}",
            "{\"a\":2}",
            "{\"a\":3}"),
        of("compact array", "[{\"a\":1},{\"a\":[{}]}]", "{\"a\":1}", "{\"a\":[{}]}"),
        of(
            "printed array",
            "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n",
            "{\n    \"a\": 1\n  }",
            "{\n    \"a\": 2\n  }"),
        of("arrays one behind the other", "[{\"a\":1}]\n[{\"a\":2}]\n", "{\"a\":1}", "{\"a\":2}"),
        of(
            "response",
            "{\"entries\":[{\"a\":1},{\"a\":2}],\"nextPageToken\":\"}{\"}",
            "{\"a\":1}",
            "{\"a\":2}"),
        of(
            "response, other members first",
            "{\"x\":{\"entries\":[1]},\"nextPageToken\":\"b\",\"entries\" : [{\"a\":1}]}",
            "{\"a\":1}"),
        of(
            "pages one behind the other",
            "{\"entries\":[{\"a\":1}]}\n{\"entries\":[{\"a\":2}],\"y\":[{}]}",
            "{\"a\":1}",
            "{\"a\":2}"),
        of(
            "a value called entries",
            "{\"a\":\"entries\",\"b\":[1]}",
            "{\"a\":\"entries\",\"b\":[1]}"),
        of(
            "brackets and quotes in strings",
            "{\"a\":\"}\\\"{[\\\\\"}\n{\"b\":\"\\\\\\\\\"}",
            "{\"a\":\"}\\\"{[\\\\\"}",
            "{\"b\":\"\\\\\\\\\"}"),
        of(
            "printed without indentation",
            "[\n{\n\"a\": [\n{\n\"b\": 1\n}\n]\n},\n{\n\"c\": 1\n}\n]",
            "{\n\"a\": [\n{\n\"b\": 1\n}\n]\n}",
            "{\n\"c\": 1\n}"),
        of("entry of an array without members", "[{}]", "{}"),
        of("pages in an array", "[[{\"a\":1}],[{\"a\":2}]]", "{\"a\":1}", "{\"a\":2}"),
        of(
            "responses in an array",
            "[{\"entries\":[{\"a\":1}],\"x\":1},{\"entries\":[[{\"a\":2}]]},{\"a\":3}]",
            "{\"a\":1}",
            "{\"a\":2}",
            "{\"a\":3}"),
        of(
            "an entry with a token",
            "{\"a\":1,\"nextPageToken\":\"x\"}\n{}\n",
            "{\"a\":1,\"nextPageToken\":\"x\"}",
            "{}"),
        of("an object without a name", "{1}", "{1}"),
        // faults
        of("string without end", "{\"a\":\"b\n{\"a\":2}\n", "!broken_object@0", "{\"a\":2}"),
        of(
            "string without end, printed",
            "[\n  {\n    \"a\": \"b,\n    \"c\": [\n      {\n      }\n    ]\n  },\n  {\n    \"a\": 2\n  }\n]",
            "!broken_object@4",
            "{\n    \"a\": 2\n  }"),
        of(
            "escaped line end in a string",
            "{\"a\":\"b\\\n{\"a\":2}\n",
            "!broken_object@0",
            "{\"a\":2}"),
        of(
            "object without end",
            "{\"a\":{\"b\":1}\n{\"a\":2}\n{\"a\":3}\n",
            "!broken_object@0",
            "{\"a\":2}",
            "{\"a\":3}"),
        of("array without end", "{\"a\":[1\n{\"a\":2}\n", "!broken_object@0", "{\"a\":2}"),
        of(
            "array without end takes objects in",
            "{\"a\":[1,\n{\"a\":2}\n{\"a\":3}\n",
            "!broken_object@0",
            "{\"a\":2}",
            "{\"a\":3}"),
        of("wrong bracket", "{\"a\":[}\n{\"a\":2}\n", "!broken_object@0", "{\"a\":2}"),
        of(
            "member without closing brace, printed",
            "[\n  {\n    \"a\": {\n      \"b\": 1\n  },\n  {\n    \"a\": 2\n  }\n]",
            "!broken_object@4",
            "{\n    \"a\": 2\n  }"),
        of("last of an array broken", "[\n  {\n    \"a\": \"b\n  }\n]\n", "!broken_object@4"),
        of("ends in an object", "{\"a\":1}\n{\"a\":", "{\"a\":1}", "!truncated@8"),
        of("ends in a string", "{\"a\":\"bcd", "!truncated@0"),
        of("ends in an escape", "{\"a\":\"bcd\\", "!truncated@0"),
        of("ends in an array's object", "[{\"a\":1},{\"a\":", "{\"a\":1}", "!truncated@9"),
        of("ends in an array", "[{\"a\":1},", "{\"a\":1}", "!truncated@9"),
        of(
            "ends behind the entries",
            "{\"entries\":[{\"a\":1}],\"next",
            "{\"a\":1}",
            "!truncated@20"),
        of(
            "no such thing behind the entries",
            "{\"entries\":[{\"a\":1}],\"n\":]}\n{\"a\":2}",
            "{\"a\":1}",
            "!broken_object@20",
            "{\"a\":2}"),
        of("text", "hello\nworld { }\n", "!not_an_object@0"),
        of(
            "text between",
            "{\"a\":1}\nhello\nworld\n{\"a\":2}\n",
            "{\"a\":1}",
            "!not_an_object@8",
            "{\"a\":2}"),
        of(
            "text behind on the line",
            "{\"a\":1} hello {\"b\":1}\n{\"a\":2}\n",
            "{\"a\":1}",
            "!not_an_object@8",
            "{\"a\":2}"),
        of(
            "elements that are none",
            "[1,\"{\\\"\",[{\"b\":1}],null,{\"a\":1},true]",
            "!not_an_object@1",
            "{\"a\":1}",
            "!not_an_object@32"),
        of("text that begins beyond ASCII", "\u00e9\n{\"a\":1}\n", "!not_an_object@0", "{\"a\":1}"),
        of("a number alone", "17", "!not_an_object@0"),
        of("too long", "{\"a\":\"" + LONG + "\"}\n{\"a\":2}\n", "!entry_too_long@0", "{\"a\":2}"),
        of(
            "too long, in a line of others",
            "[{\"a\":\"" + LONG + "\"},{\"a\":2}]",
            "!entry_too_long@1",
            "{\"a\":2}"),
        of(
            "much too long",
            "[{\"a\":\"" + LONG.repeat(300) + "\"},{\"a\":2}]",
            "!entry_too_long@1",
            "{\"a\":2}"),
        of(
            "too long and without end",
            "{\"a\":[\"" + LONG + "\",\n{\"a\":2}\n",
            "!entry_too_long@0",
            "{\"a\":2}"),
        of("too long and cut", "{\"a\":1}{\"a\":\"" + LONG, "{\"a\":1}", "!entry_too_long@7"),
        of(
            "nested deep",
            "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}",
            "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void finds_what_there_is(Case given) throws IOException {
    assertThat(found(new ByteArrayInputStream(utf8(given.input)))).isEqualTo(given.found);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void finds_the_same_however_the_bytes_come(Case given) throws IOException {
    byte[] bytes = utf8(given.input);
    Random random = new Random(42);
    for (IntSupplier sizes : List.<IntSupplier>of(() -> 1, () -> 7, () -> random.nextInt(50))) {
      assertThat(found(new ChunkedStream(bytes, sizes))).isEqualTo(given.found);
      assertThat(found(new ChunkedStream(gzip(bytes), sizes))).isEqualTo(given.found);
    }
  }

  @Test
  void utf16_is_told_once() throws IOException {
    byte[] bytes = "{\"a\":1}\n".getBytes(StandardCharsets.UTF_16);

    assertThat(found(new ByteArrayInputStream(bytes))).containsExactly("!utf16@0");
  }

  @Test
  void reads_all_members_of_a_gzip_stream() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(utf8("{\"a\":1}\n{\"a\"")));
    both.write(gzip(utf8(":2}\n")));

    assertThat(found(new ChunkedStream(both.toByteArray(), () -> 1)))
        .containsExactly("{\"a\":1}", "{\"a\":2}");
  }

  @Test
  void a_cut_gzip_stream_is_one_fault() throws IOException {
    Random random = new Random(1);
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 2_000)
        .forEach(i -> lines.append("{\"a\":").append(random.nextLong()).append("}\n"));
    byte[] bytes = gzip(utf8(lines.toString()));
    byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);

    List<String> found = found(new ByteArrayInputStream(cut));

    assertThat(found.size()).isGreaterThan(500);
    assertThat(found.stream().filter(each -> each.startsWith("!")).toList())
        .singleElement()
        .asString()
        .startsWith("!truncated_gzip@");
    assertThat(found).isEqualTo(found(new ChunkedStream(cut, () -> 3)));
  }

  @Test
  void a_damaged_gzip_stream_is_one_fault() throws IOException {
    byte[] bytes = gzip(utf8("{\"a\":1}\n".repeat(10)));
    bytes[bytes.length - 6] ^= 1; // its checksum

    assertThat(found(new ByteArrayInputStream(bytes)).getLast()).startsWith("!corrupt_gzip@");
    assertThat(
            found(new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 0, 0, 0, 0, 0, 0, 0, 0})))
        .containsExactly("!corrupt_gzip@0");
    assertThat(found(new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8})))
        .containsExactly("!truncated_gzip@0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noise_gives_few_faults(long seed) throws IOException {
    byte[] noise = new byte[3_000_000];
    new Random(seed).nextBytes(noise);

    assertThat(found(new ByteArrayInputStream(noise))).hasSizeLessThanOrEqualTo(101);
  }

  @Test
  void gives_up_on_what_is_no_export() throws IOException {
    List<String> found = found(new ByteArrayInputStream(utf8("{]\n".repeat(10_000))));

    assertThat(found).hasSize(EntrySplitter.FAULTS_BEFORE_ENTRIES + 1);
    assertThat(found.getLast()).startsWith("!not_an_export@");
  }

  @Test
  void faults_after_an_entry_are_all_told() throws IOException {
    List<String> found =
        found(new ByteArrayInputStream(utf8("{\"a\":1}\n" + "{]\n".repeat(1_000))));

    assertThat(found).hasSize(1_001);
  }

  @Test
  void objects_that_never_end_do_not_cost_the_square_of_their_number() throws IOException {
    InputStream hostile =
        new ByteArrayInputStream(utf8("{\"a\":1}\n" + "{\"a\":[\n".repeat(200_000)));

    assertThat(found(hostile).getFirst()).isEqualTo("{\"a\":1}");
  }

  private static List<String> found(InputStream in) throws IOException {
    List<String> found = new ArrayList<>();
    EntrySplitter splitter = new EntrySplitter(in, LIMIT);
    while (splitter.next()) {
      EntrySplitter.Fault fault = splitter.fault();
      found.add(
          fault == null
              ? new String(
                  splitter.bytes(), splitter.offset(), splitter.length(), StandardCharsets.UTF_8)
              : "!" + fault.reason() + "@" + splitter.position());
    }
    return found;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
