// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.PlatformEvent;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import io.fivewhys.ingest.Decoded.Sampled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A case of {@code src/test/resources/fixtures/*.cases}: a line {@code ## title}, the entry on one
 * line, the outcome — {@code accepted BODY}, {@code ignored REASON} or {@code rejected REASON} —
 * and for an event any number of {@code path = value}. Times are written as RFC 3339.
 */
record Fixture(String file, String title, String entry, String outcome, List<String> expected) {

  private static final Path FOLDER = Path.of("src/test/resources/fixtures");

  static List<Fixture> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().flatMap(file -> read(file).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Fixture> read(Path file) {
    List<Fixture> cases = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("## ")) {
          String title = lines.get(i).substring(3);
          String entry = lines.get(++i);
          String outcome = lines.get(++i);
          List<String> expected = new ArrayList<>();
          while (i + 1 < lines.size() && !lines.get(i + 1).isBlank()) {
            expected.add(lines.get(++i).stripLeading());
          }
          cases.add(new Fixture(file.getFileName().toString(), title, entry, outcome, expected));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  byte[] bytes() {
    return entry.getBytes(StandardCharsets.UTF_8);
  }

  /** The outcome in the words of the case files. */
  static String outcome(Decoded decoded) {
    return switch (decoded) {
      case Accepted accepted ->
          "accepted " + ((GenericRecord) accepted.event().getBody()).getSchema().getName();
      case Ignored ignored -> "ignored " + ignored.reason();
      case Sampled sampled ->
          String.join("\n", sampled.points().stream().map(Fixture::outcome).toList());
      case Rejected rejected -> "rejected " + rejected.reason();
    };
  }

  /** What the event holds where an expectation looks, in the words of the case files. */
  static String actual(PlatformEvent event, String expectation) {
    String path = expectation.substring(0, expectation.indexOf(" = "));
    Object value = event;
    for (String part : path.split("\\.")) {
      value = step(value, part);
    }
    boolean time = path.endsWith("_time") || path.endsWith("_at");
    String text = time && value instanceof Long nanos ? instant(nanos) : String.valueOf(value);
    return path + " = " + text;
  }

  private static @Nullable Object step(@Nullable Object value, String part) {
    return switch (value) {
      case GenericRecord record -> record.get(part);
      case List<?> list -> list.get(Integer.parseInt(part));
      case Map<?, ?> map -> map.get(part);
      case null, default -> null;
    };
  }

  private static String instant(long nanos) {
    return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000).toString();
  }

  @Override
  public String toString() {
    return file + ": " + title;
  }
}
