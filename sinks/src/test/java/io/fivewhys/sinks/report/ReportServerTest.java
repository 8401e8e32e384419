// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportServerTest {

  private final WarehouseFixture warehouse = Incident.warehouse();
  private final HttpClient client = HttpClient.newHttpClient();
  private ReportServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new ReportServer(
                ReportAccess.LOOPBACK,
                0,
                warehouse::report,
                new ReportStore(Documents.DEFAULT, warehouse::reader, Duration.ofMillis(20)))
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    warehouse.close();
  }

  @Test
  void gives_the_live_page_with_its_guards() throws Exception {
    HttpResponse<String> response = request("GET", "");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("<!doctype html>").contains("data-live=\"2000\"");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void gives_the_data_of_now() throws Exception {
    String before = request("GET", "data.json").body();

    warehouse.run("UPDATE service_minutes SET requests = requests + 1");

    String after = request("GET", "data.json").body();
    assertThat(before).isNotEqualTo(after);
    assertThat(after).isEqualTo(TrendJson.of(warehouse.report()));
  }

  @Test
  void the_page_that_asks_for_documents_is_the_first_where_there_is_no_other() throws Exception {
    String app = request("GET", "app").body();
    server.close();
    server =
        new ReportServer(
                ReportAccess.LOOPBACK,
                0,
                null,
                new ReportStore(Documents.DEFAULT, warehouse::reader, Duration.ofMillis(20)))
            .start();

    assertThat(request("GET", "").body()).isEqualTo(app);
    assertThat(request("GET", "data.json").statusCode()).isEqualTo(404);
    assertThat(request("GET", "api/overview").statusCode()).isEqualTo(200);
  }

  @Test
  void knows_no_other_path() throws Exception {
    assertThat(request("GET", "etc/passwd").statusCode()).isEqualTo(404);
    assertThat(request("GET", "data.json/..%2f").statusCode()).isEqualTo(404);
  }

  @Test
  void can_only_be_read() throws Exception {
    HttpResponse<String> response = request("POST", "data.json");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void refuses_a_name_that_someone_else_points_here() throws Exception {
    assertThat(statusLineFor("evil.example:" + server.uri().getPort())).contains(" 421 ");
    assertThat(statusLineFor("127.0.0.1.evil.example")).contains(" 421 ");
    assertThat(statusLineFor("localhost:" + server.uri().getPort())).contains(" 200 ");
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    URI uri = server.uri().resolve(path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String statusLineFor(String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.uri().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /data.json HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(host)
              .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }
}
