// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The streams that a user's arguments name, in their order: files, folders with everything below
 * them by name, and {@code -} for standard input. Names that begin with a dot are left out of
 * folders.
 */
public final class InputFiles {

  public static final String STANDARD_INPUT = "-";

  /** Opens a stream when asked. */
  @FunctionalInterface
  public interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * @param name as the user would recognise it
   */
  public record Input(String name, Opener opener) {}

  private InputFiles() {}

  /**
   * @throws IOException naming the first argument that is neither a readable file nor a folder
   */
  public static List<Input> expand(List<String> arguments, InputStream standardInput)
      throws IOException {
    List<Input> inputs = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(STANDARD_INPUT)) {
        inputs.add(new Input("stdin", () -> standardInput));
        continue;
      }
      Path path = Path.of(argument);
      if (Files.isDirectory(path)) {
        for (Path file : filesIn(path)) {
          inputs.add(input(file));
        }
      } else {
        inputs.add(input(path));
      }
    }
    return inputs;
  }

  private static Input input(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + ": no such file");
    }
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": cannot be read, check its permissions");
    }
    return new Input(file.toString(), () -> Files.newInputStream(file));
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return paths
          .filter(path -> path.equals(folder) || isVisible(folder, path))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isVisible(Path folder, Path path) {
    for (Path name : folder.relativize(path)) {
      if (name.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }
}
