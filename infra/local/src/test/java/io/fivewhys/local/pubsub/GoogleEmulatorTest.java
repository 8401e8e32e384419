// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract against Google's emulator, where the Cloud SDK has brought it. */
class GoogleEmulatorTest extends PubSubContract {

  private static Process emulator;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> jar = jar();
    assumeTrue(
        jar.isPresent(),
        "skipped: Google's Pub/Sub emulator is not installed (gcloud components install pubsub-emulator)");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    emulator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                jar.get().toString(),
                "--host=127.0.0.1",
                "--port=" + port)
            .redirectErrorStream(true)
            .start();
    awaitStarted();
  }

  private static Optional<Path> jar() throws IOException, InterruptedException {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "gcloud"))) {
        Process gcloud =
            new ProcessBuilder(folder + "/gcloud", "info", "--format=value(installation.sdk_root)")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String root =
            new String(gcloud.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Path library = Path.of(root, "platform", "pubsub-emulator", "lib");
        if (gcloud.waitFor() == 0 && Files.isDirectory(library)) {
          try (Stream<Path> files = Files.list(library)) {
            return files
                .filter(
                    file -> file.getFileName().toString().matches("cloud-pubsub-emulator-.*\\.jar"))
                .findFirst();
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Its output is read to the end, so that it never waits for a reader. */
  private static void awaitStarted() throws Exception {
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(emulator.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              if (line.contains("Server started, listening on")) {
                started.complete(true);
              }
            }
          } catch (IOException e) {
            // The process has ended.
          }
          started.complete(false);
        });
    assertThat(started.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (emulator != null) {
      emulator.destroy();
      emulator.waitFor();
    }
  }

  @Override
  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  Set<Gap> gaps() {
    return EnumSet.allOf(Gap.class);
  }
}
