// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * axe-core, the accessibility checker. npm fetches what {@code src/test/axe} pins, with its hash,
 * into {@code target}, once; it is no part of the product. Where npm or what it fetches from is
 * missing, the test is skipped, and says so.
 */
final class Axe {

  private static final Path MODULE =
      Path.of(System.getProperty("fivewhys.root", "../..")).resolve("infra/local");

  private static final Path PINNED = MODULE.resolve("src/test/axe");
  private static final Path FOLDER = MODULE.resolve("target/axe");
  private static final Path SCRIPT = FOLDER.resolve("node_modules/axe-core/axe.min.js");
  private static final List<String> FILES = List.of("package.json", "package-lock.json");
  private static final int PATIENCE_MINUTES = 5;

  private static final String RUN =
      """
      axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
        resultTypes: ['violations']
      }).then(found => found.violations.map(rule => ({
        id: rule.id,
        impact: rule.impact,
        help: rule.help,
        nodes: rule.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary)
      })))\
      """;

  private Axe() {}

  /** Through the protocol, not as a script of the page: its policy stays as it is. */
  static List<Violation> check(Page page) {
    assumeAvailable();
    try {
      page.evaluate(Files.readString(SCRIPT) + "\n;1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Violation> violations = new ArrayList<>();
    for (JsonNode rule : page.evaluate(RUN)) {
      List<String> nodes = new ArrayList<>();
      rule.path("nodes").forEach(node -> nodes.add(node.asText()));
      violations.add(
          new Violation(
              rule.path("id").asText(),
              rule.path("impact").asText(),
              rule.path("help").asText(),
              nodes));
    }
    return List.copyOf(violations);
  }

  static synchronized void assumeAvailable() {
    try {
      if (!isFetched()) {
        fetch();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFetched() throws IOException {
    return Files.exists(SCRIPT)
        && Files.mismatch(PINNED.resolve(FILES.getLast()), FOLDER.resolve(FILES.getLast())) == -1;
  }

  private static void fetch() throws IOException {
    Assumptions.assumeTrue(
        hasNpm(), "skipped: no npm on the PATH, which fetches the accessibility checker");
    Files.createDirectories(FOLDER);
    for (String file : FILES) {
      Files.copy(PINNED.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path said = FOLDER.resolve("npm.log");
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = false;
    try {
      ended = npm.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
    }
    Assumptions.assumeTrue(
        ended && npm.exitValue() == 0,
        "skipped: npm cannot fetch the accessibility checker: "
            + Files.readString(said, StandardCharsets.UTF_8));
  }

  private static boolean hasNpm() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
  }
}
