// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fivewhys.sinks.report.ReportAccess.Caller;
import io.fivewhys.sinks.report.ReportAccess.Ruling;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the report: the page, its scripts, its documents under {@code /api}, news of changes at
 * {@code /events} and CSV under {@code /export}. Reads only, and only for whom {@link ReportAccess}
 * welcomes. What is asked for is looked up or bound, never made part of a query or a file's name.
 */
public final class ReportServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportServer.class);

  static {
    RequestTime.limit();
  }

  /** Connections with a request at a time, most of which may not have said who they are. */
  private static final int THREADS = 512;

  /** Requests of the welcome answered at a time. */
  private static final int ANSWERS = 32;

  /** Of exports, which take long; of the longest, of minutes, one. */
  private static final int MOST_EXPORTS = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String API = "/api/";
  private static final String ASSETS = "/assets/";
  private static final String EXPORTS = "/export/";

  private final ReportAccess access;
  private final HttpServer server;
  private final ThreadPoolExecutor executor;
  private final ReportStore store;
  private final EventsServer events;
  private final Answer shell;
  private final SortedMap<String, Answer> assets = new TreeMap<>();
  private final Semaphore answering = new Semaphore(ANSWERS, true);
  private final Semaphore exporting = new Semaphore(MOST_EXPORTS);
  private final Semaphore exportingMinutes = new Semaphore(1);
  private final ScheduledExecutorService watches =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("report-watch").daemon().factory());
  private final Duration patience;

  /**
   * @param port 0 takes a free one
   * @param store what the page's documents come from
   */
  public ReportServer(ReportAccess access, int port, ReportStore store) throws IOException {
    this(access, port, store, PATIENCE);
  }

  /**
   * @param patience with a client that takes nothing of what it asked for
   */
  ReportServer(ReportAccess access, int port, ReportStore store, Duration patience)
      throws IOException {
    List<String> faults = access.faults();
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
    this.patience = patience;
    this.access = access;
    this.store = store;
    this.events = new EventsServer(store);
    Assets files = new Assets();
    this.shell = Answer.of("text/html", AppPage.live(files));
    files.files().forEach((name, text) -> assets.put(name, Answer.of(Assets.type(name), text)));
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(access.host()), port), 0);
    this.executor =
        new ThreadPoolExecutor(
            0,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("report-server").daemon().factory());
    server.setExecutor(executor);
    server.createContext("/", this::handle);
  }

  public ReportServer start() {
    server.start();
    events.start();
    return this;
  }

  /** Where to look. */
  public URI uri() {
    String host = access.isLoopback() ? "127.0.0.1" : access.host();
    return URI.create(
        "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, port()));
  }

  @Override
  public void close() {
    events.close();
    server.stop(0);
    executor.shutdownNow();
    watches.shutdownNow();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  /** What it throws breaks the connection: to close the exchange would end half an answer well. */
  private void handle(HttpExchange exchange) throws IOException {
    try {
      guard(exchange.getResponseHeaders());
      if (!answer(exchange)) {
        exchange.close();
      }
    } catch (RuntimeException e) {
      LOG.error("report: could not answer {}", exchange.getRequestURI().getRawPath(), e);
      if (exchange.getResponseCode() != -1) {
        throw e;
      }
      say(exchange, 500, "The report could not be read; the log says why.\n");
      exchange.close();
    }
  }

  /** Returns whether somebody else closes the exchange. */
  private boolean answer(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI());
    Ruling ruling = access.rule(caller(exchange.getRequestHeaders(), query), port());
    String method = exchange.getRequestMethod();
    switch (ruling) {
      case ELSEWHERE ->
          say(exchange, 421, "This report does not answer to that name; see report.names.\n");
      case UNKNOWN -> {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        say(exchange, 401, "This report is for those who have its token: /?token=…\n");
      }
      case WELCOME_WITH_COOKIE -> welcome(exchange);
      case WELCOME -> {
        if (method.equals("GET") || method.equals("HEAD")) {
          return get(exchange, query);
        }
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        say(exchange, 405, "The report can only be read.\n");
      }
    }
    return false;
  }

  private boolean get(HttpExchange exchange, Map<String, String> query) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/events")) {
      return events(exchange);
    }
    answering.acquireUninterruptibly();
    try {
      got(exchange, path, query);
    } finally {
      answering.release();
    }
    return false;
  }

  private void got(HttpExchange exchange, String path, Map<String, String> query)
      throws IOException {
    if (path.startsWith(API)) {
      document(exchange, path.substring(API.length()), query);
    } else if (path.startsWith(EXPORTS)) {
      export(exchange, path.substring(EXPORTS.length()), query);
    } else if (path.startsWith(ASSETS) && assets.containsKey(path.substring(ASSETS.length()))) {
      send(exchange, assets.get(path.substring(ASSETS.length())));
    } else if (path.equals("/")) {
      exchange.getResponseHeaders().set("Content-Security-Policy", AppPage.POLICY);
      send(exchange, shell);
    } else {
      say(exchange, 404, "There is no such thing here; the report is at /.\n");
    }
  }

  private void document(HttpExchange exchange, String path, Map<String, String> query)
      throws IOException {
    Optional<AskedRange> range = asked(query);
    if (range.isEmpty()) {
      say(
          exchange,
          400,
          "from and to: milliseconds of the epoch, from before to; last: minutes.\n");
      return;
    }
    Optional<Answer> document = store.document(path, range.get());
    if (document.isEmpty()) {
      say(exchange, 404, "There is no such document, or nothing is known of what it names.\n");
      return;
    }
    send(exchange, document.get());
  }

  private boolean events(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      say(exchange, 200, "");
      return false;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/event-stream; charset=utf-8");
    headers.set("X-Accel-Buffering", "no");
    if (events.serve(exchange)) {
      return true;
    }
    headers.set("Retry-After", "30");
    say(exchange, 503, "As many pages are open as this report tells news to.\n");
    return false;
  }

  private void export(HttpExchange exchange, String file, Map<String, String> query)
      throws IOException {
    Optional<Export> export = Export.named(file);
    Optional<AskedRange> asked = asked(query);
    if (export.isEmpty() || asked.isEmpty()) {
      say(exchange, 404, "There is no such file: " + exports() + ", with from and to.\n");
    } else if (!begins(export.get())) {
      exchange.getResponseHeaders().set("Retry-After", "10");
      say(exchange, 503, "Other exports are being written; try again when one is done.\n");
    } else {
      try (WarehouseReader reader = store.reader()) {
        Range range = export.get().range(reader, store.documents(), asked.get());
        write(exchange, export.get(), reader, range);
      } finally {
        ends(export.get());
      }
    }
  }

  private boolean begins(Export export) {
    if (!exporting.tryAcquire()) {
      return false;
    }
    if (export == Export.MINUTES && !exportingMinutes.tryAcquire()) {
      exporting.release();
      return false;
    }
    return true;
  }

  private void ends(Export export) {
    exporting.release();
    if (export == Export.MINUTES) {
      exportingMinutes.release();
    }
  }

  private static Optional<AskedRange> asked(Map<String, String> query) {
    return AskedRange.parse(query.get("from"), query.get("to"), query.get("last"));
  }

  private static String exports() {
    return String.join(", ", Export.files());
  }

  private void write(HttpExchange exchange, Export export, WarehouseReader reader, Range range)
      throws IOException {
    if (export.rows(reader, range) > Export.MOST_ROWS) {
      say(
          exchange,
          413,
          "More than %,d rows: ask for a shorter time.\n".formatted(Export.MOST_ROWS));
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/csv; charset=utf-8");
    headers.set("Content-Disposition", "attachment; filename=\"" + export.file() + '"');
    boolean zips = acceptsGzip(exchange.getRequestHeaders());
    if (zips) {
      headers.set("Content-Encoding", "gzip");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    ResponseWriter body = response(exchange);
    try {
      Writer out =
          new BufferedWriter(
              new OutputStreamWriter(
                  zips ? new GZIPOutputStream(body) : body, StandardCharsets.UTF_8));
      export.write(reader, range, out);
      out.close(); // only here: what failed must not get the end of a whole one
    } finally {
      body.stop();
    }
  }

  private ResponseWriter response(HttpExchange exchange) {
    return new ResponseWriter(exchange.getResponseBody(), patience, watches);
  }

  /** The token leaves the address at once: it would stand in histories and logs. */
  private void welcome(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    boolean isSecure =
        "https".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto"));
    headers.set(
        "Set-Cookie",
        "%s=%s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax%s"
            .formatted(ReportAccess.COOKIE, access.cookieValue(), isSecure ? "; Secure" : ""));
    headers.set("Location", "/");
    say(exchange, 303, "");
  }

  private Caller caller(Headers headers, Map<String, String> query) {
    String identity = access.identityHeader();
    return new Caller(
        headers.getFirst("Host"),
        headers.getFirst("Authorization"),
        headers.getFirst("Cookie"),
        identity.isEmpty() ? null : headers.getFirst(identity),
        query.get("token"));
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new TreeMap<>();
    String raw = uri.getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
        }
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static void guard(Headers headers) {
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    headers.set("Cache-Control", "no-store");
  }

  /** Asked again with its tag, it is not sent again while it is the same. */
  private void send(HttpExchange exchange, @Nullable Answer answer) throws IOException {
    if (answer == null) {
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type() + "; charset=utf-8");
    headers.set("Cache-Control", "private, no-cache");
    headers.set("ETag", answer.tag());
    headers.set("Vary", "Accept-Encoding, Cookie");
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    if (known != null && known.contains(answer.tag())) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    boolean zips = acceptsGzip(exchange.getRequestHeaders());
    if (zips) {
      headers.set("Content-Encoding", "gzip");
    }
    send(exchange, 200, zips ? answer.zipped() : unzipped(answer.zipped()));
  }

  private void say(HttpExchange exchange, int status, String sentence) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    send(exchange, status, sentence.getBytes(StandardCharsets.UTF_8));
  }

  private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    ResponseWriter out = response(exchange);
    try {
      out.write(body);
      out.close();
    } finally {
      out.stop();
    }
  }

  private static boolean acceptsGzip(Headers headers) {
    return headers.getOrDefault("Accept-Encoding", List.of()).stream()
        .flatMap(accepted -> Stream.of(accepted.split(",")))
        .anyMatch(ReportServer::isGzip);
  }

  /** A weight of none refuses it. */
  private static boolean isGzip(String accepted) {
    List<String> parts = List.of(accepted.toLowerCase(Locale.ROOT).replace(" ", "").split(";"));
    return parts.getFirst().equals("gzip")
        && parts.stream().noneMatch(part -> part.matches("q=0(\\.0*)?"));
  }

  private static byte[] unzipped(byte[] zipped) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return in.readAllBytes();
    }
  }
}
