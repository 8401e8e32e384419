// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs programs of the machine to their end. */
final class Shell {

  /** What a program left: its exit code, and all it wrote. */
  record Outcome(int exit, String out, String err) {}

  private Shell() {}

  static Outcome run(Path folder, String... command) throws IOException, InterruptedException {
    return run(folder, null, List.of(command));
  }

  /**
   * @param input what it reads; null for nothing
   */
  static Outcome run(Path folder, @Nullable Path input, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectInput(input == null ? Path.of("/dev/null").toFile() : input.toFile());
    // What the machine gives its own JVMs is not the image's.
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String out = text(process.getInputStream());
    return new Outcome(process.waitFor(), out, err.join());
  }

  static boolean has(String program) {
    try {
      return run(Path.of("."), "sh", "-c", "command -v " + program).exit() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
