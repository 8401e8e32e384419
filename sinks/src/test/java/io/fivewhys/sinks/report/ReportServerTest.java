// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
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
                new ReportStore(
                    Documents.DEFAULT, warehouse::reader, Duration.ofMillis(20), Instant::now))
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
    assertThat(response.body()).startsWith("<!doctype html>").contains("data-live=\"true\"");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void knows_no_other_path() throws Exception {
    assertThat(request("GET", "etc/passwd").statusCode()).isEqualTo(404);
    assertThat(request("GET", "api/overview/..%2f").statusCode()).isEqualTo(404);
  }

  @Test
  void can_only_be_read() throws Exception {
    HttpResponse<String> response = request("POST", "api/overview");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void refuses_a_name_that_someone_else_points_here() throws Exception {
    assertThat(statusLineFor("evil.example:" + server.uri().getPort())).contains(" 421 ");
    assertThat(statusLineFor("127.0.0.1.evil.example")).contains(" 421 ");
    assertThat(statusLineFor("localhost:" + server.uri().getPort())).contains(" 200 ");
  }

  @Test
  void half_requests_keep_nobody_from_the_page() throws Exception {
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Socket socket = new Socket("127.0.0.1", server.uri().getPort());
      socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      halves.add(socket);
    }

    assertThat(request("GET", "").statusCode()).isEqualTo(200);

    for (Socket half : halves) {
      half.close();
    }
  }

  @Test
  void an_export_that_nobody_reads_holds_up_no_other_kind() throws Exception {
    manyMinutes();
    try (Socket idle = idle()) {
      assertThat(request("GET", MINUTES).statusCode()).isEqualTo(503);
      assertThat(request("GET", "export/incidents.csv").statusCode()).isEqualTo(200);
      assertThat(idle.isClosed()).isFalse();
    }
  }

  @Test
  void an_export_that_nobody_reads_is_broken_off() throws Exception {
    manyMinutes();
    restart(warehouse::reader, Duration.ofMillis(100));
    try (Socket idle = idle()) {
      while (request("GET", MINUTES).statusCode() != 200) {
        assertThat(idle.isClosed()).isFalse();
      }
    }
  }

  @Test
  void an_export_that_fails_in_the_middle_does_not_look_whole() throws Exception {
    restart(() -> new Failing(warehouse.reader()), Duration.ofMinutes(1));

    assertThatThrownBy(() -> request("GET", "export/minutes.csv")).isInstanceOf(IOException.class);
    assertThat(request("GET", "export/secrets.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void what_is_refused_is_not_zipped() throws Exception {
    assertThat(encoding("gzip;q=0")).isEmpty();
    assertThat(encoding("br, gzip; q=0.0, *")).isEmpty();
    assertThat(encoding("br, gzip;q=0.5")).isEqualTo("gzip");
  }

  private static final String MINUTES = "export/minutes.csv?from=0&to=99999999999999";

  /** More than the buffers between take. */
  private void manyMinutes() {
    warehouse.run(
        "INSERT INTO service_minutes BY NAME"
            + " SELECT m.* REPLACE (repeat('x', 4000) || i AS service)"
            + " FROM (SELECT * FROM service_minutes LIMIT 1) m, range(10000) AS many(i)");
  }

  /** Asks for all minutes and takes no more of them than the first line. */
  private Socket idle() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", server.uri().getPort()));
    socket
        .getOutputStream()
        .write(
            "GET /%s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                .formatted(MINUTES, server.uri().getPort())
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private void restart(Supplier<WarehouseReader> readers, Duration patience) throws IOException {
    server.close();
    server =
        new ReportServer(
                ReportAccess.LOOPBACK,
                0,
                new ReportStore(Documents.DEFAULT, readers, Duration.ofMillis(20), Instant::now),
                patience)
            .start();
  }

  private String encoding(String accepted) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(server.uri()).header("Accept-Encoding", accepted).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .headers()
        .firstValue("Content-Encoding")
        .orElse("");
  }

  /** Gives a row of an export, and no more. */
  private record Failing(WarehouseReader reader) implements WarehouseReader {
    @Override
    public void forEach(String sql, Consumer<WarehouseRow> each, Object... parameters) {
      reader.forEach(
          sql,
          row -> {
            each.accept(row);
            if (sql.contains("ORDER BY project")) {
              throw new WarehouseReadException("gone", new IOException());
            }
          },
          parameters);
    }

    @Override
    public String version() {
      return reader.version();
    }

    @Override
    public void close() {
      reader.close();
    }
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
          "GET /api/overview HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(host)
              .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }
}
