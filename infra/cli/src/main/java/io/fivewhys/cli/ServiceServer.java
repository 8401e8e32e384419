// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fivewhys.contract.Service;
import io.fivewhys.sinks.report.RequestTime;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a supervisor asks a service: {@code /healthz}, whether it can still do its work or come back
 * to it; {@code /readyz}, whether it does it now, and if not, why; {@code /metrics}, its numbers in
 * Prometheus' text.
 */
final class ServiceServer implements AutoCloseable {

  static {
    RequestTime.limit();
  }

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;
  private final Service service;
  private final PrometheusMeterRegistry meters;

  /**
   * @param port 0 takes a free one
   */
  ServiceServer(String host, int port, Service service, PrometheusMeterRegistry meters)
      throws IOException {
    this.service = service;
    this.meters = meters;
    server = HttpServer.create(new InetSocketAddress(host, port), 0);
    executor =
        Executors.newFixedThreadPool(
            2, Thread.ofPlatform().name("service-server-", 0).daemon().factory());
    server.setExecutor(executor);
    server.createContext("/healthz", this::health);
    server.createContext("/readyz", this::readiness);
    server.createContext(
        "/metrics", exchange -> send(exchange, 200, METRICS, meters.scrape(METRICS)));
  }

  ServiceServer start() {
    server.start();
    return this;
  }

  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://%s:%d/".formatted(address.getHostString(), address.getPort()));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void health(HttpExchange exchange) throws IOException {
    boolean alive = !service.done().isCompletedExceptionally();
    send(exchange, alive ? 200 : 503, TEXT, alive ? "ok\n" : "stopped by a failure; see the log\n");
  }

  private void readiness(HttpExchange exchange) throws IOException {
    List<String> reasons = service.unready();
    send(
        exchange,
        reasons.isEmpty() ? 200 : 503,
        TEXT,
        reasons.isEmpty() ? "ok\n" : String.join("\n", reasons) + "\n");
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.sendResponseHeaders(status, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
