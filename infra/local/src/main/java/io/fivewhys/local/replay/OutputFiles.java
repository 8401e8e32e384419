// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.local.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The files of a replay: written in a staging folder beside their destination, moved there when all
 * are done. A replay that fails leaves the destination as it was.
 */
final class OutputFiles implements AutoCloseable {

  static final String WAREHOUSE = "warehouse.duckdb";
  static final String REPORT = "report.html";
  static final String REJECTED = "rejected.ndjson";
  static final String ESCALATIONS = "escalations.ndjson";
  static final String REVISION_CHANGES = "revision_changes.ndjson";

  /** Moved last: who sees it sees the others complete. */
  static final String SUMMARY = "summary.json";

  private static final List<String> IN_ORDER =
      List.of(WAREHOUSE, REPORT, REJECTED, ESCALATIONS, REVISION_CHANGES, SUMMARY);

  private final Path destination;
  private final Path staging;

  /** For a replay that is interrupted. */
  private final Thread cleaner = Thread.ofPlatform().unstarted(this::deleteStaging);

  OutputFiles(Path destination) throws IOException {
    this.destination = destination.toAbsolutePath();
    Path parent = this.destination.getParent();
    Files.createDirectories(parent == null ? this.destination : parent);
    if (Files.exists(this.destination) && !Files.isDirectory(this.destination)) {
      throw new NotDirectoryException(destination + " is a file; name a folder for the output");
    }
    this.staging =
        Files.createTempDirectory(parent == null ? this.destination : parent, ".fivewhys-");
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  /** Where to write a file of this name for now. */
  Path path(String name) {
    return staging.resolve(name);
  }

  /** A folder for what is needed only on the way. */
  Path scratch(String name) throws IOException {
    return Files.createDirectories(staging.resolve("scratch").resolve(name));
  }

  void publish() throws IOException {
    Files.createDirectories(destination);
    Files.deleteIfExists(destination.resolve(SUMMARY));
    for (String name : IN_ORDER) {
      Files.move(
          path(name),
          destination.resolve(name),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    Folders.delete(staging);
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook is doing the same.
    }
  }

  private void deleteStaging() {
    try {
      Folders.delete(staging);
    } catch (IOException e) {
      // Another thread is still writing there: as much as could be deleted is gone.
    }
  }
}
