// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POSTs over loopback, to a server that answers what it is told. No time passes. */
class WebhookForwarderTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** What came in. */
  private record Post(
      String body,
      @Nullable String id,
      @Nullable String timestamp,
      @Nullable String signature,
      @Nullable String type) {}

  private record Answer(int status, @Nullable String retryAfter, String text) {}

  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Duration> pauses = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void an_escalation_arrives_with_its_id() throws Exception {
    assertThat(give("3f2a9c/1", null)).isInstanceOf(Delivery.Arrived.class);

    assertThat(posts).hasSize(1);
    assertThat(posts.getFirst().body())
        .isEqualTo(EscalationFormat.JSON.step(Incidents.opened()).strip());
    assertThat(posts.getFirst().id()).isEqualTo("3f2a9c/1");
    assertThat(posts.getFirst().type()).startsWith("application/json");
    assertThat(posts.getFirst().signature()).isNull();
  }

  @Test
  void a_signature_is_over_time_and_body() throws Exception {
    give("3f2a9c/1", "secret");

    Post post = posts.getFirst();
    assertThat(post.timestamp()).isEqualTo("1772359200");
    assertThat(post.signature())
        .isEqualTo(WebhookSignature.of("secret", 1_772_359_200L, post.body()))
        .matches("v1=[0-9a-f]{64}");
    // As computed by: echo -n '1.{}' | openssl dgst -sha256 -hmac key
    assertThat(WebhookSignature.of("key", 1, "{}"))
        .isEqualTo("v1=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
  }

  @Test
  void what_passes_is_tried_again_as_the_receiver_asks() throws Exception {
    answers.add(new Answer(503, null, "busy"));
    answers.add(new Answer(429, "17", ""));
    answers.add(new Answer(500, null, ""));

    assertThat(give("3f2a9c/1", null)).isInstanceOf(Delivery.Arrived.class);

    assertThat(posts).hasSize(4).extracting(Post::id).containsOnly("3f2a9c/1");
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(17), Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 403, 404, 410, 413, 418})
  void what_is_refused_is_not_tried_again(int status) throws Exception {
    answers.add(new Answer(status, null, "no\u001b[2J"));

    Delivery delivery = give("3f2a9c/1", null);

    assertThat(delivery).isInstanceOf(Delivery.Refused.class);
    assertThat(((Delivery.Refused) delivery).reason())
        .startsWith(
            "http://127.0.0.1:" + server.getAddress().getPort() + " answered " + status + " (no); ")
        .doesNotContain("TOKEN", "\u001b");
    assertThat(posts).hasSize(1);
  }

  @Test
  void after_so_many_attempts_it_is_given_back() throws Exception {
    for (int i = 0; i < 10; i++) {
      answers.add(new Answer(502, null, ""));
    }

    assertThat(give("3f2a9c/1", null)).isInstanceOf(Delivery.Unreachable.class);

    assertThat(posts).hasSize(10);
    assertThat(pauses).hasSize(9);
  }

  @Test
  void a_network_that_fails_is_tried_again() throws Exception {
    server.stop(0);

    Delivery delivery = give("3f2a9c/1", null);

    assertThat(delivery).isInstanceOf(Delivery.Unreachable.class);
    assertThat(((Delivery.Unreachable) delivery).reason()).doesNotContain("TOKEN");
    assertThat(pauses).hasSize(9);
  }

  @Test
  void an_id_that_no_header_takes_is_made_one() throws Exception {
    give("a\r\nX-Evil: é/1", null);

    assertThat(posts.getFirst().id()).isEqualTo("a__X-Evil:__/1");
  }

  private Delivery give(String id, @Nullable String secret) throws InterruptedException {
    URI address =
        URI.create(
            "http://user:TOKEN@127.0.0.1:" + server.getAddress().getPort() + "/TOKEN?key=TOKEN");
    try (WebhookForwarder forwarder =
        new WebhookForwarder(
            new WebhookForwarder.Target(address, EscalationFormat.JSON::step, secret),
            RetrySchedule.DEFAULT,
            InstantSource.fixed(NOW),
            () -> 0L,
            pauses::add)) {
      return forwarder.give(id, Incidents.opened());
    }
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      posts.add(
          new Post(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              exchange.getRequestHeaders().getFirst(WebhookSignature.TIMESTAMP),
              exchange.getRequestHeaders().getFirst(WebhookSignature.SIGNATURE),
              exchange.getRequestHeaders().getFirst("Content-Type")));
      Answer answer = answers.isEmpty() ? new Answer(202, null, "") : answers.remove();
      if (answer.retryAfter() != null) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
      exchange.getResponseBody().write(text);
    }
  }
}
