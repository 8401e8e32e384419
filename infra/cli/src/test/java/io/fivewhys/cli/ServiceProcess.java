// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the services in a JVM of its own, set by its environment. */
final class ServiceProcess implements AutoCloseable {

  private static final Duration RETRY = Duration.ofMillis(100);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = freePort();
  private final Path log;
  private final Process process;

  /**
   * @param log what it writes to its standard error
   * @param settings by key
   */
  ServiceProcess(String name, Path log, Map<String, String> settings) throws IOException {
    this(List.of(name), log, settings, Map.of());
  }

  /** With options. */
  ServiceProcess(List<String> command, Path log, Map<String, String> settings) throws IOException {
    this(command, log, settings, Map.of());
  }

  /**
   * @param environment variables beside the settings
   */
  ServiceProcess(
      String name, Path log, Map<String, String> settings, Map<String, String> environment)
      throws IOException {
    this(List.of(name), log, settings, environment);
  }

  private ServiceProcess(
      List<String> command, Path log, Map<String, String> settings, Map<String, String> environment)
      throws IOException {
    this.log = log;
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElseThrow());
    line.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            FivewhysApp.class.getName()));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("FIVEWHYS_SERVICE_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    settings.forEach((key, value) -> builder.environment().put(environment(key), value));
    process =
        builder.redirectError(log.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String environment(String key) {
    return Settings.ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow()
        .environment();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void awaitReady() throws Exception {
    await("readyz", 200);
  }

  /** Until the path answers so; the body of the answer. */
  String await(String path, int status) throws Exception {
    while (process.isAlive()) {
      try {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() == status) {
          return answer.body();
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      process.waitFor(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
    throw new AssertionError(
        "ended with " + process.exitValue() + ":\n" + String.join("\n", log()));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path)).build(),
        BodyHandlers.ofString());
  }

  /** Sends SIGKILL, and returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends SIGTERM; the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  /** The exit code, when it has ended by itself. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** Whether it ends by itself within that time. */
  boolean ends(long time, TimeUnit unit) throws InterruptedException {
    return process.waitFor(time, unit);
  }

  List<String> log() throws IOException {
    return Files.readAllLines(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
