// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page as a service of its own. */
@Timeout(120)
class PageCommandTest {

  private static final String HEADER = "x-goog-authenticated-user-email";

  @TempDir Path directory;

  @Test
  void serves_who_the_proxy_knows_without_kafka_and_ends_with_0_when_asked_to_stop()
      throws Exception {
    int port = freePort();
    try (ServiceProcess page =
        new ServiceProcess(
            "page",
            directory.resolve("page.log"),
            Map.of(
                "warehouse.dataset", "acme.fivewhys",
                "warehouse.location", "EU",
                "warehouse.endpoint", "http://127.0.0.1:9",
                "report.port", Integer.toString(port),
                "report.names", "localhost",
                "report.identity_header", HEADER))) {
      page.awaitReady();

      assertThat(page.get("metrics").body()).contains("fivewhys_ready{service=\"page\"} 1.0");
      assertThat(status(port, "someone@acme.example")).isEqualTo(200);
      assertThat(status(port, "")).isIn(401, 403);
      assertThat(page.terminate()).isZero();
    }
  }

  @Test
  void says_all_that_is_missing_at_once() throws Exception {
    try (ServiceProcess page =
        new ServiceProcess(
            "page", directory.resolve("page.log"), Map.of("report.host", "0.0.0.0"))) {
      assertThat(page.awaitEnd()).isEqualTo(2);
      assertThat(page.log())
          .anyMatch(line -> line.contains("warehouse.dataset: required"))
          .anyMatch(line -> line.contains("report.port: required"))
          .anyMatch(line -> line.contains("report.token"));
    }
  }

  private static int status(int port, String reader) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"));
    if (!reader.isEmpty()) {
      request.header(HEADER, reader);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
