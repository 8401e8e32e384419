// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The GoogleSQL emulator as a process on free loopback ports, all in memory, with one project and
 * one dataset. It parses and runs GoogleSQL and answers BigQuery's REST API; where it is not built,
 * {@link #assumeAvailable} skips the tests that need it and says how to get it.
 *
 * <p>Where it differs from the real service:
 *
 * <ul>
 *   <li>SQL: no GROUP BY ALL, no RANGE windows with an offset, no materialized views, no DROP TABLE
 *       FUNCTION; a TIMESTAMP literal without a zone is in Los Angeles' zone; of INFORMATION_SCHEMA
 *       it has but a few views.
 *   <li>Tables: a column that is added is told, but rows cannot hold it, whether it was added
 *       through the API or by SQL. A column of any mode may be added.
 *   <li>Views: one that is changed is told with its new text and read with its old one.
 *   <li>Functions: made by SQL they can be called, but not listed or asked for.
 *   <li>What it does not support it answers with code 500, as if it had failed, and so it does when
 *       a dataset is there already; it has neither etags nor rights nor quotas.
 *   <li>Rows: insertAll stores lists of structs within structs so that they cannot be read; a time
 *       within a struct is answered as text.
 *   <li>Storage Write API: rows arrive; offsets are not checked.
 * </ul>
 */
public final class BigQueryEmulator implements AutoCloseable {

  public static final String PROJECT = "test";
  public static final String DATASET = "fivewhys";

  private static final String NAME = "bigquery-emulator";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final int restPort;
  private final int grpcPort;

  private BigQueryEmulator(Process process, int restPort, int grpcPort) {
    this.process = process;
    this.restPort = restPort;
    this.grpcPort = grpcPort;
  }

  /** Skips the test, and says so, where there is no emulator. */
  public static void assumeAvailable() {
    Assumptions.assumeTrue(
        binary().isPresent(),
        "skipped: the GoogleSQL emulator is not built (infra/local/emulator/build, which needs Go)");
  }

  /** Started, and answering. */
  public static BigQueryEmulator start() {
    assumeAvailable();
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int restPort = one.getLocalPort();
      int grpcPort = other.getLocalPort();
      one.close();
      other.close();
      BigQueryEmulator emulator =
          new BigQueryEmulator(process(restPort, grpcPort), restPort, grpcPort);
      emulator.awaitAnswer();
      return emulator;
    } catch (IOException e) {
      throw new UncheckedIOException("the GoogleSQL emulator cannot be started", e);
    }
  }

  /** Of the REST API. */
  public String endpoint() {
    return "http://127.0.0.1:" + restPort;
  }

  /** Of the Storage Read and Write APIs. */
  public int grpcPort() {
    return grpcPort;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** As built from what is pinned, else one that is installed. */
  private static Optional<Path> binary() {
    Path built =
        Path.of(System.getProperty("fivewhys.root", ".")).resolve("infra/local/emulator/target");
    Stream<Path> installed =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .map(Path::of);
    return Stream.concat(Stream.of(built), installed)
        .map(folder -> folder.resolve(NAME))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Process process(int restPort, int grpcPort) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                binary().orElseThrow().toString(),
                "--host=127.0.0.1",
                "--port=" + restPort,
                "--grpc-port=" + grpcPort,
                "--project=" + PROJECT,
                "--dataset=" + DATASET)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // Its SQL library frees what it still reads when Go collects garbage, and dies of it.
    builder.environment().put("GOGC", "off");
    return builder.start();
  }

  private void awaitAnswer() throws IOException {
    HttpRequest question =
        HttpRequest.newBuilder(
                URI.create(endpoint() + "/bigquery/v2/projects/" + PROJECT + "/datasets"))
            .build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!answers(client, question)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          close();
          throw new IOException(
              "no answer on " + endpoint() + " (exit code " + process.exitValue() + ")");
        }
      }
    }
  }

  /** Waits a little for the process between two questions, which ends at once if that does. */
  private boolean answers(HttpClient client, HttpRequest question) {
    try {
      return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      try {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while the GoogleSQL emulator started", e);
    }
  }
}
