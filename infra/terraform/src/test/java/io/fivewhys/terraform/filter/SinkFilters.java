// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The filters as they are deployed: what the sink takes, less what is excluded by name. */
record SinkFilters(Query inclusion, SortedMap<String, Query> exclusions) {

  static final Path FOLDER =
      Path.of(System.getProperty("fivewhys.root", "../.."))
          .resolve("infra/terraform/modules/routing/filters");

  static final String INCLUDED = "included";
  static final String LEFT_OUT = "left out";

  static SinkFilters read() {
    SortedMap<String, Query> exclusions = new TreeMap<>();
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".filter", "");
      if (name.startsWith("exclude-")) {
        exclusions.put(name, Query.parse(text(file)));
      }
    }
    return new SinkFilters(Query.parse(text(FOLDER.resolve("include.filter"))), exclusions);
  }

  static Iterable<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".filter")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@link #INCLUDED}, {@link #LEFT_OUT}, or the exclusions that take it out again. */
  String verdict(JsonNode entry) {
    if (!inclusion.matches(entry)) {
      return LEFT_OUT;
    }
    String excluded =
        String.join(
            " and ",
            exclusions.entrySet().stream()
                .filter(exclusion -> exclusion.getValue().matches(entry))
                .map(exclusion -> exclusion.getKey())
                .toList());
    return excluded.isEmpty() ? INCLUDED : excluded;
  }
}
