// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The DevTools protocol over one WebSocket: commands that are answered, and events of sessions,
 * each of which is a tab. Events are told in order, by the thread that reads.
 */
final class DevTools implements AutoCloseable {

  /** Far away: who meets it has found a fault, not a slow machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, JsonNode>> sessions = new ConcurrentHashMap<>();

  DevTools(URI address) {
    socket = client.newWebSocketBuilder().buildAsync(address, new Reader()).join();
  }

  static ObjectNode params() {
    return JsonNodeFactory.instance.objectNode();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + text, e);
    }
  }

  /** A Java text as a literal of JavaScript. */
  static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /**
   * @param told the name of each event of the session with its parameters
   */
  void listen(String session, BiConsumer<String, JsonNode> told) {
    sessions.put(session, told);
  }

  void forget(String session) {
    sessions.remove(session);
  }

  /**
   * What the browser answers.
   *
   * @param session null for the browser itself
   * @throws IllegalStateException when it answers with an error, or not at all
   */
  JsonNode call(@Nullable String session, String method, ObjectNode params) {
    try {
      return send(session, method, params).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(method + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "%s: no answer in %d s".formatted(method, PATIENCE.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + ": interrupted", e);
    }
  }

  /** The same for who cannot wait, such as a listener. */
  CompletableFuture<JsonNode> send(@Nullable String session, String method, ObjectNode params) {
    int id = ids.incrementAndGet();
    ObjectNode message = params().put("id", id).put("method", method);
    message.set("params", params);
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    synchronized (socket) { // which takes one text after the other
      socket.sendText(message.toString(), true).join();
    }
    return answer;
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }

  private void read(String text) {
    JsonNode message = json(text);
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = asked.remove(message.get("id").asInt());
      if (message.has("error")) {
        answer.completeExceptionally(
            new IllegalStateException(message.at("/error/message").asText()));
      } else {
        answer.complete(message.path("result"));
      }
    } else {
      BiConsumer<String, JsonNode> told = sessions.get(message.path("sessionId").asText());
      if (told != null) {
        told.accept(message.path("method").asText(), message.path("params"));
      }
    }
  }

  private void end(String why) {
    asked.values().forEach(each -> each.completeExceptionally(new IllegalStateException(why)));
  }

  /** Puts the pieces of a message together. */
  private final class Reader implements WebSocket.Listener {
    private final StringBuilder pieces = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      pieces.append(piece);
      if (last) {
        String text = pieces.toString();
        pieces.setLength(0);
        read(text);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      end("the browser has gone: " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end("the browser cannot be heard: " + error);
    }
  }
}
