// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * As much of BigQuery's API as a reader uses: each query has the same answer, in pages; tables have
 * a modification time.
 */
final class MemoryBigQuery implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Further pages are read from the table that an answer was written to. */
  private static final String JOB =
      """
      {"jobReference":{"projectId":"acme","jobId":"job","location":"EU"},
       "status":{"state":"DONE"},
       "configuration":{"jobType":"QUERY","query":{"query":"SELECT 1","destinationTable":
         {"projectId":"acme","datasetId":"_answers","tableId":"answer"}}}}
      """;

  /** Bodies of the queries, in their order. */
  final List<JsonNode> queries = new CopyOnWriteArrayList<>();

  volatile long modified = 1;

  /** An error to answer in place of the rows. */
  volatile String refusal = "";

  private final HttpServer server;
  private final String schema;
  private final List<String> pages;

  /**
   * @param schema fields, as JSON
   * @param pages each the rows of a page, as JSON
   */
  MemoryBigQuery(String schema, List<String> pages) throws IOException {
    this.schema = schema;
    this.pages = pages;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      if (path.contains("/jobs/")) {
        answer(exchange, 200, JOB);
        return;
      }
      if (path.contains("/tables/") && !path.endsWith("/data")) {
        answer(
            exchange,
            200,
            "{\"type\":\"TABLE\",\"lastModifiedTime\":\"%d\",\"numRows\":\"7\",\"tableReference\":{\"projectId\":\"acme\",\"datasetId\":\"fivewhys\",\"tableId\":\"t\"}}"
                .formatted(modified));
        return;
      }
      if (exchange.getRequestMethod().equals("POST")) {
        queries.add(JSON.readTree(body(exchange)));
      }
      if (!refusal.isEmpty()) {
        answer(exchange, 400, refusal);
        return;
      }
      int page =
          query.contains("pageToken=")
              ? Integer.parseInt(query.replaceAll(".*pageToken=(\\d+).*", "$1"))
              : 0;
      answer(exchange, 200, page(page));
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(body)
        : body;
  }

  private String page(int page) {
    String next = page + 1 < pages.size() ? "\"pageToken\":\"%d\",".formatted(page + 1) : "";
    return """
    {"jobComplete":true,%s"totalRows":"%d","schema":{"fields":%s},"rows":%s,
     "jobReference":{"projectId":"acme","jobId":"job","location":"EU"}}
    """
        .formatted(next, pages.size(), schema, pages.get(page));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
