// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that the report goes to. A regular one is complete or as it was; into a pipe or a device
 * is written as it stands. What the report is read from, and directories, are never written over.
 *
 * @param path as it was named
 */
record ReportFile(Path path) {

  /** What is written to it. */
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  /**
   * @param option for the message where it cannot be
   * @param warehouse that is read; null for none that is a file
   */
  static ReportFile of(String option, Path path, @Nullable Path warehouse) throws IOException {
    if (Files.isDirectory(path.toAbsolutePath())) {
      throw new Failures.UsageException(
          option + ": " + path.toAbsolutePath() + " is a directory; name a file in it");
    }
    if (warehouse != null
        && Files.exists(path)
        && Files.exists(warehouse)
        && Files.isSameFile(path, warehouse)) {
      throw new Failures.UsageException(
          option + ": " + path + " is the warehouse file that the report is read from");
    }
    return new ReportFile(path);
  }

  /** Whether it is no regular file, so that nothing can be put in its place. */
  boolean isStream() {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  void write(Content content) throws IOException {
    try {
      if (isStream()) {
        try (OutputStream stream = buffered(path, StandardOpenOption.WRITE)) {
          content.to(stream);
        }
      } else {
        replace(content);
      }
    } catch (IOException e) {
      throw new IOException(path + ": cannot be written: " + why(e), e);
    } catch (UncheckedIOException e) {
      throw new IOException(path + ": cannot be written: " + why(e.getCause()), e);
    }
  }

  private void replace(Content content) throws IOException {
    // A link stays one: what it leads to is replaced.
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    Files.deleteIfExists(part);
    try {
      try (OutputStream stream = buffered(part, StandardOpenOption.CREATE_NEW)) {
        content.to(stream);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static OutputStream buffered(Path file, StandardOpenOption option) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file, option));
  }

  private static String why(@Nullable IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException absent -> "there is no " + absent.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is no directory";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case null -> "no reason given";
      default -> String.valueOf(e.getMessage());
    };
  }
}
