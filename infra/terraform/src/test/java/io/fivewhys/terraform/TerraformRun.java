// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The {@code terraform} command, or {@code tofu} where there is only that, with a provider that
 * runs in this process. It works on a copy, so that it leaves nothing among the sources.
 */
final class TerraformRun {

  private static final List<String> NAMES = List.of("terraform", "tofu");

  private final Path copy;
  private final String program;
  private final SortedMap<String, String> environment = new TreeMap<>();

  /** What a run printed, errors included, and its exit code. */
  record Result(int code, String output) {}

  /**
   * @param scratch for the copy
   * @param reattach where the provider is, as SchemaServer tells it
   */
  TerraformRun(Path scratch, String reattach) {
    this.program = program().orElseThrow();
    this.copy = scratch.resolve("terraform");
    environment.put("TF_REATTACH_PROVIDERS", reattach);
    environment.put("TF_CLI_CONFIG_FILE", configuration(scratch).toString());
    environment.put("CHECKPOINT_DISABLE", "1");
    copyAll();
  }

  static boolean isThere() {
    return program().isPresent();
  }

  private static Optional<String> program() {
    List<String> folders =
        Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  String version() {
    return run(copy, "version").output().lines().findFirst().orElse("");
  }

  /** The copy of a module, ready to be looked at. */
  Path initialized(Path module) {
    Path there = copy.resolve(TerraformFiles.FOLDER.relativize(module).toString());
    Result result = run(there, "init", "-backend=false", "-input=false", "-no-color");
    if (result.code() != 0) {
      throw new IllegalStateException("init of " + module + " failed:\n" + result.output());
    }
    return there;
  }

  Result run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> inherited = builder.environment();
    inherited.keySet().removeIf(name -> name.startsWith("TF_"));
    inherited.putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An empty one: no network, and nothing of the machine's. */
  private static Path configuration(Path scratch) {
    try {
      return Files.writeString(scratch.resolve("terraform.rc"), "disable_checkpoint = true\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copyAll() {
    Path source = TerraformFiles.FOLDER;
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String relative = source.relativize(file).toString();
        boolean ours =
            Stream.of("src", "target", "provider").noneMatch(relative::startsWith)
                && !relative.contains(".terraform");
        if (ours && Files.isRegularFile(file)) {
          Path to = copy.resolve(relative);
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
