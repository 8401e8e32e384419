// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each service as its manifest starts it, while nothing that it leans on answers: the probes must
 * take it for alive and for not ready, or an outage would become a restart.
 */
@Timeout(180)
class ProbesTest {

  /** Nobody listens there. */
  private static final String NOWHERE = "127.0.0.1:1";

  /** What would be asked for over the network otherwise. */
  private static final Map<Setting<String>, String> OUTAGE =
      Map.of(
          Settings.KAFKA_BOOTSTRAP, NOWHERE,
          Settings.PUBSUB_ENDPOINT, NOWHERE,
          Settings.WAREHOUSE_ENDPOINT, "http://" + NOWHERE,
          Settings.WAREHOUSE_WRITE_ENDPOINT, NOWHERE);

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "processors", "sinks"})
  void an_outage_makes_a_service_unready_and_restarts_nothing(String name) throws Exception {
    Cluster cluster = Build.FILES.cluster();
    Workload workload =
        cluster.workloads().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();
    int port = freePort();
    Map<String, String> environment = new TreeMap<>(cluster.environment(workload));
    OUTAGE.forEach((setting, value) -> environment.put(setting.environment(), value));
    environment.put(Settings.SERVICE_HOST.environment(), "127.0.0.1");
    environment.put(Settings.SERVICE_PORT.environment(), Integer.toString(port));
    Process process = start(workload.container(), environment);
    try {
      Container container = workload.container();
      assertThat(await(process, port, path(container.getStartupProbe()))).isEqualTo(200);
      assertThat(status(port, path(container.getLivenessProbe()))).isEqualTo(200);
      assertThat(status(port, path(container.getReadinessProbe()))).isEqualTo(503);
      assertThat(status(port, "/metrics")).isEqualTo(200);
      process.destroy();
      assertThat(
              process.waitFor(workload.pod().getTerminationGracePeriodSeconds(), TimeUnit.SECONDS))
          .isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(Container container, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + directory,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.fivewhys.cli.FivewhysApp");
    builder.command().addAll(container.getArgs());
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private static String path(io.fabric8.kubernetes.api.model.Probe probe) {
    return probe.getHttpGet().getPath();
  }

  /** Once it listens. */
  private int await(Process process, int port, String path) throws Exception {
    while (process.isAlive()) {
      try {
        return status(port, path);
      } catch (IOException e) {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      }
    }
    throw new AssertionError("ended with " + process.exitValue());
  }

  private int status(int port, String path) throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.discarding());
    return answer.statusCode();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
