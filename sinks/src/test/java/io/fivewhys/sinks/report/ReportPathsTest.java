// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The documents, news and files of the server. */
@Timeout(120)
class ReportPathsTest {

  private static final long START = WarehouseFixture.START;

  private final WarehouseFixture warehouse = Incident.warehouse();
  private final HttpClient client = HttpClient.newHttpClient();
  private ReportServer server;

  @BeforeEach
  void start() throws IOException {
    server = server(ReportAccess.LOOPBACK);
  }

  private ReportServer server(ReportAccess access) throws IOException {
    return new ReportServer(
            access,
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
  void a_document_is_sent_once_while_it_stays_the_same() throws Exception {
    String path = "api/service/acme-prod/us-central1/checkout?from=%d&to=%d";
    HttpResponse<String> first = get(path.formatted(START * 60_000, (START + 60) * 60_000));
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again =
        get(path.formatted(START * 60_000, (START + 60) * 60_000), "If-None-Match", tag);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).contains("\"name\":\"checkout\"");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<byte[]> zipped =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve("api/overview"))
                .header("Accept-Encoding", "gzip")
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(zipped.body()).startsWith(0x1f, 0x8b);
  }

  @Test
  void a_document_follows_the_warehouse() throws Exception {
    String before = get("api/overview").body();

    warehouse.minute("newcomer", "newcomer-1", START + 60, 0, Map.of(5.0, 3L));

    String after = get("api/overview").body();
    while (after.equals(before)) {
      after = get("api/overview").body();
    }
    assertThat(after).contains("\"name\":\"newcomer\"");
  }

  @Test
  void the_shell_names_scripts_that_are_there_and_allows_no_others() throws Exception {
    HttpResponse<String> shell = get("");

    assertThat(shell.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    List<String> files = new ArrayList<>();
    java.util.regex.Pattern.compile("(?:src|href)=\"/(assets/[^\"]+)\"")
        .matcher(shell.body())
        .results()
        .forEach(match -> files.add(match.group(1)));
    assertThat(files).contains("assets/app.js", "assets/app.css", "assets/echarts.js");
    for (String file : files) {
      HttpResponse<String> asset = get(file);
      assertThat(asset.statusCode()).as(file).isEqualTo(200);
      assertThat(asset.headers().firstValue("ETag")).isPresent();
      assertThat(asset.headers().firstValue("Content-Type").orElseThrow())
          .startsWith(file.endsWith(".js") ? "text/javascript" : "text/css");
    }
  }

  @Test
  void no_path_and_no_range_gets_further_than_it_may() throws Exception {
    List<String> pieces =
        List.of(
            "api",
            "overview",
            "capacity",
            "weekly.csv",
            "service",
            "incident",
            "acme-prod",
            "us-central1",
            "checkout",
            "export",
            "minutes.csv",
            "assets",
            "app.js",
            "..",
            ".",
            "%2e%2e",
            "%2f",
            "%00",
            "%27--",
            "';DROP TABLE service_minutes;--".replace(" ", "%20").replace(";", "%3B"),
            "%F0%9F%92%A9",
            "%ff",
            "",
            "events%20",
            "x".repeat(3_000),
            "?from=1",
            "?from=-1&to=5",
            "?from=abc",
            "?from=99999999999999&to=1",
            "?to=99999999999999",
            "?from=1&to=2&from=3",
            "?from=%zz",
            "?from='%20OR%201=1",
            "?from=0&to=99999999999999",
            "?token=x",
            "?&&=&");
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 1_500; i++) {
      StringBuilder path = new StringBuilder();
      for (int n = random.nextInt(1, 6); n > 0; n--) {
        path.append('/').append(pieces.get(random.nextInt(pieces.size())));
      }
      String status = statusOf(path.toString().replace("/?", "?"));
      assertThat(status).as(path.toString()).matches("HTTP/1.1 (200|400|404|303|413) .*");
    }
    assertThat(get("api/overview").body()).contains("\"name\":\"checkout\"");
  }

  @Test
  void a_range_that_is_none_is_refused_with_a_sentence() throws Exception {
    for (String query : List.of("from=x", "to=-1", "from=5&to=5", "from=6&to=5", "from=1e3")) {
      HttpResponse<String> response = get("api/overview?" + query);

      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(response.body()).contains("milliseconds").doesNotContain("Exception");
    }
  }

  @Test
  void a_reader_of_events_hears_of_new_rows() throws Exception {
    try (Socket socket = events();
        BufferedReader lines = lines(socket)) {
      await(lines, "event: changed"); // what is there already is new to it
      await(lines, "data: {\"newest\":" + (START + 60) * 60_000 + "}");

      warehouse.minute("newcomer", "newcomer-1", START + 60, 0, Map.of(5.0, 3L));

      await(lines, "event: changed");
      await(lines, "data: {\"newest\":" + (START + 61) * 60_000 + "}");
    }
  }

  @Test
  void a_reader_that_does_not_read_holds_up_nobody() throws Exception {
    try (Socket slow = events();
        Socket quick = events();
        BufferedReader lines = lines(quick)) {
      for (int i = 0; i < 20; i++) {
        warehouse.minute("newcomer", "newcomer-1", START + 60 + i, 0, Map.of(5.0, 3L));
        await(lines, "event: changed");
      }
      assertThat(slow.isClosed()).isFalse();
      assertThat(get("api/overview").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void one_reader_too_many_is_told_so_and_leaving_makes_room() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < EventsServer.MOST_READERS; i++) {
      Socket socket = events();
      await(lines(socket), "retry: 3000");
      sockets.add(socket);
    }

    assertThat(statusOf("/events")).contains(" 503 ");

    for (Socket socket : sockets) {
      socket.close();
    }
    long minute = START + 60;
    while (!statusOf("/events").contains(" 200 ")) {
      warehouse.minute("newcomer", "newcomer-1", minute++, 0, Map.of(5.0, 3L));
    }
  }

  @Test
  void closing_ends_the_events() throws Exception {
    try (Socket socket = events();
        BufferedReader lines = lines(socket)) {
      await(lines, "retry: 3000");

      server.close();

      String line = "";
      while (line != null) {
        try {
          line = lines.readLine();
        } catch (IOException e) {
          line = null;
        }
      }
    }
  }

  @Test
  void files_of_csv_hold_the_rows_and_no_formulas() throws Exception {
    warehouse.minute("=cmd|' /C calc'!A0", "-1", START + 5, 2, Map.of(5.0, 3L));
    warehouse.escalation(Escalations.opened());
    warehouse.escalation(Escalations.resolved());

    String range = "?from=%d&to=%d".formatted((START + 5) * 60_000, (START + 6) * 60_000);
    HttpResponse<String> minutes = get("export/minutes.csv" + range);
    String incidents = get("export/incidents.csv?from=0").body();

    assertThat(minutes.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    assertThat(minutes.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("minutes.csv");
    List<String> lines = minutes.body().lines().toList();
    assertThat(lines.getFirst()).startsWith("project,location,service,revision,window_start,");
    assertThat(lines.stream().skip(1))
        .hasSize(4)
        .anyMatch(line ->
            line.startsWith(
                "acme-prod,us-central1,'=cmd|' /C calc'!A0,'-1,2026-06-14T13:05:00Z,3,2,"));
    assertThat(incidents.lines().skip(1))
        .singleElement()
        .asString()
        .contains("3f2a9c,2,RESOLVED,P1,2026-03-01T09:59:00Z");
    assertThat(get("export/deploys.csv").body().lines().count()).isEqualTo(5);
    assertThat(get("export/secrets.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void capacity_is_served_as_a_document_and_as_files() throws Exception {
    Instant first = Instant.ofEpochSecond(START * 60);
    warehouse.capacity("CLOUD_RUN_SERVICE", "checkout", "INSTANCES", first, 50, "5 + i", "80", "");

    String document = get("api/capacity").body();
    while (document.contains("\"resources\":[]")) {
      document = get("api/capacity").body();
    }
    assertThat(document).contains("\"component\":\"checkout\"", "\"latest\":54");
    assertThat(get("api/capacity?from=0&to=%d".formatted((START + 600) * 60_000)).body())
        .contains("\"latest\":14");
    assertThat(get("export/capacity.csv").body().lines()).hasSize(51);
    assertThat(get("export/weekly.csv").body().lines()).hasSize(2);
    assertThat(get("export/connections.csv").body().lines()).hasSize(1);
    assertThat(get("api/capacity/x").statusCode()).isEqualTo(404);
  }

  @Test
  void a_token_becomes_a_cookie_and_leaves_the_address() throws Exception {
    String token = "correct-horse-battery";
    try (ReportServer guarded = server(new ReportAccess("127.0.0.1", List.of(), token, ""))) {
      URI uri = guarded.uri();

      assertThat(get(uri.resolve("api/overview")).statusCode()).isEqualTo(401);
      assertThat(get(uri.resolve("assets/app.js")).statusCode()).isEqualTo(401);
      assertThat(get(uri.resolve("events")).statusCode()).isEqualTo(401);
      HttpResponse<String> welcome = get(uri.resolve("?token=" + token));
      assertThat(welcome.statusCode()).isEqualTo(303);
      assertThat(welcome.headers().firstValue("Location")).hasValue("/");
      String cookie = welcome.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Lax").doesNotContain(token);
      assertThat(
              get(uri.resolve("api/overview"), "Cookie", cookie.replaceFirst(";.*", ""))
                  .statusCode())
          .isEqualTo(200);
      assertThat(get(uri.resolve("api/overview"), "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }

  private Socket events() throws IOException {
    return asked("/events");
  }

  private Socket asked(String path) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.uri().getPort());
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                .formatted(path, server.uri().getPort())
                .getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static BufferedReader lines(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void await(BufferedReader lines, String wanted) throws IOException {
    String line = "";
    while (!line.equals(wanted)) {
      line = lines.readLine();
      assertThat(line).as("the end came before: " + wanted).isNotNull();
    }
  }

  private String statusOf(String path) throws IOException {
    try (Socket socket = asked(path);
        BufferedReader lines = lines(socket)) {
      return String.valueOf(lines.readLine());
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(server.uri().resolve(path), headers);
  }

  private HttpResponse<String> get(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
