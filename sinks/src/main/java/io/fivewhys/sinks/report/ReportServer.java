// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the live report on loopback: the page at {@code /}, its data at {@code /data.json}. Reads
 * only. A request that names another host is refused, so a web site that points its own name here
 * gets nothing. The supplier is asked at each request, by one thread at a time.
 */
public final class ReportServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportServer.class);
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final HttpServer server;
  private final ExecutorService executor;
  private final Supplier<TrendReport> reports;
  private final TrendPage page = new TrendPage();

  /**
   * @param port 0 takes a free one
   * @param reports what to show now
   */
  public ReportServer(int port, Supplier<TrendReport> reports) throws IOException {
    this.reports = reports;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    this.executor =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("report-server").daemon().factory());
    server.setExecutor(executor);
    server.createContext("/", this::handle);
  }

  public ReportServer start() {
    server.start();
    return this;
  }

  /** Where to look. */
  public URI uri() {
    return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isForUs(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 421, "text/plain", "This report answers to loopback addresses only.\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, "text/plain", "The report can only be read.\n");
      } else {
        get(exchange);
      }
    } catch (RuntimeException e) {
      LOG.error("report: could not answer {}", exchange.getRequestURI(), e);
      throw e;
    }
  }

  private void get(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/" -> send(exchange, 200, "text/html", page.live(reports.get()));
      case "/data.json" -> send(exchange, 200, "application/json", TrendJson.of(reports.get()));
      default -> send(exchange, 404, "text/plain", "There is only the report, at /.\n");
    }
  }

  private boolean isForUs(String host) {
    int port = server.getAddress().getPort();
    return host != null
        && LOOPBACK.stream().anyMatch(name -> host.equalsIgnoreCase(name + ":" + port));
  }

  private void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Content-Security-Policy", page.livePolicy());
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    if (acceptsGzip(exchange.getRequestHeaders())) {
      headers.set("Content-Encoding", "gzip");
      body = gzip(body);
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static boolean acceptsGzip(Headers headers) {
    return headers.getOrDefault("Accept-Encoding", List.of()).stream()
        .anyMatch(accepted -> accepted.toLowerCase(Locale.ROOT).contains("gzip"));
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(body);
    }
    return bytes.toByteArray();
  }
}
