// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry of container images on loopback, as much of the OCI distribution protocol as a push
 * and a pull need. Blobs are files of a folder; every repository sees all of them.
 */
final class RegistryServer implements AutoCloseable {

  private static final Pattern PATH =
      Pattern.compile("/v2/(?<name>.+)/(?<kind>blobs/uploads|blobs|manifests)/(?<reference>[^/]*)");
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int BAD = 400;
  private static final int UNKNOWN = 404;

  /** What a tag or a digest names, and what it was said to be. */
  record Manifest(String type, byte[] bytes) {
    String digest() {
      return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
    }
  }

  private final Path blobs;
  private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
  private final AtomicInteger uploads = new AtomicInteger();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final HttpsServer server;

  /**
   * @param tls with a certificate of its own: Jib tries TLS first, which a plain server leaves
   *     hanging
   */
  RegistryServer(Path blobs, SSLContext tls) throws IOException {
    this.blobs = blobs;
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(executor);
    server.createContext("/v2/", this::handle);
    server.start();
  }

  /** host:port. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The file of a blob, whether it is there or not. */
  Path blob(String digest) {
    return blobs.resolve(digest.replace("sha256:", ""));
  }

  /**
   * @param reference a tag or a digest
   */
  @Nullable Manifest manifest(String name, String reference) {
    return manifests.get(name + " " + reference);
  }

  void put(String name, String reference, Manifest manifest) {
    manifests.put(name + " " + reference, manifest);
    manifests.put(name + " " + manifest.digest(), manifest);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (exchange.getRequestURI().getPath().equals("/v2/")) {
        answer(exchange, OK);
      } else if (!path.matches()) {
        answer(exchange, UNKNOWN);
      } else if (path.group("kind").equals("manifests")) {
        manifests(exchange, path.group("name"), path.group("reference"));
      } else if (path.group("kind").equals("blobs")) {
        sendBlob(exchange, blob(path.group("reference")));
      } else {
        upload(exchange, path.group("name"), path.group("reference"));
      }
    }
  }

  private void manifests(HttpExchange exchange, String name, String reference) throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      Manifest given =
          new Manifest(
              exchange.getRequestHeaders().getFirst("Content-Type"),
              exchange.getRequestBody().readAllBytes());
      put(name, reference, given);
      exchange.getResponseHeaders().set("Docker-Content-Digest", given.digest());
      answer(exchange, CREATED);
      return;
    }
    Manifest manifest = manifest(name, reference);
    if (manifest == null) {
      answer(exchange, UNKNOWN);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", manifest.type());
    exchange.getResponseHeaders().set("Docker-Content-Digest", manifest.digest());
    if (isHead(exchange)) {
      exchange.getResponseHeaders().set("Content-Length", "" + manifest.bytes().length);
      answer(exchange, OK);
      return;
    }
    exchange.sendResponseHeaders(OK, manifest.bytes().length);
    exchange.getResponseBody().write(manifest.bytes());
  }

  private static void sendBlob(HttpExchange exchange, Path blob) throws IOException {
    if (!Files.exists(blob)) {
      answer(exchange, UNKNOWN);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    if (isHead(exchange)) {
      exchange.getResponseHeaders().set("Content-Length", "" + Files.size(blob));
      answer(exchange, OK);
      return;
    }
    exchange.sendResponseHeaders(OK, Files.size(blob));
    Files.copy(blob, exchange.getResponseBody());
  }

  /** POST begins, PATCH brings bytes, PUT says which digest they must have. */
  private void upload(HttpExchange exchange, String name, String session) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (exchange.getRequestMethod().equals("POST")) {
      if (query.startsWith("mount=")
          && Files.exists(blob(query.substring("mount=".length()).split("&", 2)[0]))) {
        answer(exchange, CREATED);
        return;
      }
      answerAt(exchange, name, "" + uploads.incrementAndGet());
      return;
    }
    Path partial = blobs.resolve("upload-" + session);
    try (InputStream in = exchange.getRequestBody();
        OutputStream out =
            Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      in.transferTo(out);
    }
    if (exchange.getRequestMethod().equals("PATCH")) {
      answerAt(exchange, name, session);
      return;
    }
    String digest = query.substring(query.indexOf("sha256:"));
    if (!digest.equals("sha256:" + sha256(partial))) {
      answer(exchange, BAD);
      return;
    }
    Files.move(partial, blob(digest), StandardCopyOption.REPLACE_EXISTING);
    answer(exchange, CREATED);
  }

  private static void answerAt(HttpExchange exchange, String name, String session)
      throws IOException {
    exchange.getResponseHeaders().set("Location", "/v2/" + name + "/blobs/uploads/" + session);
    answer(exchange, ACCEPTED);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
