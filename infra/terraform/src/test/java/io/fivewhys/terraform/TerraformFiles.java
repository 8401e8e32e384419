// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration as it lies there. */
final class TerraformFiles {

  /** The repository. */
  static final Path ROOT = Path.of(System.getProperty("fivewhys.root", "../.."));

  static final Path FOLDER = ROOT.resolve("infra/terraform");

  private TerraformFiles() {}

  /** Every folder that can be validated by itself, the root module first. */
  static List<Path> modules() {
    return configurations().stream().map(file -> file.getParent()).distinct().sorted().toList();
  }

  /** All {@code .tf} files. */
  static List<Path> configurations() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".tf"))
          .filter(file -> !file.toString().contains(".terraform"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What blocks of a kind are of.
   *
   * @param kind {@code resource} or {@code data}
   */
  static SortedSet<String> types(String kind) {
    Pattern block = Pattern.compile("(?m)^" + kind + " \"(google_\\w+)\"");
    SortedSet<String> types = new TreeSet<>();
    for (Path file : configurations()) {
      Matcher found = block.matcher(text(file));
      while (found.find()) {
        types.add(found.group(1));
      }
    }
    return types;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
