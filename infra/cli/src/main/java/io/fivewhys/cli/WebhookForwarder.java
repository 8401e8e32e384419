// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * POSTs each escalation to one address, as another tool takes it, until it is taken: 429, 408, 5xx
 * and a failing network are tried again, with pauses. The address may be a secret itself, so only
 * its host is ever shown.
 */
final class WebhookForwarder implements Delivery.To, AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final int QUOTED = 300;

  /** Lets time pass. */
  interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  /**
   * Where to and how.
   *
   * @param body of a step
   * @param secret to sign with; null for none
   */
  record Target(URI address, Function<Escalation, String> body, @Nullable String secret) {

    String host() {
      String port = address.getPort() < 0 ? "" : ":" + address.getPort();
      return address.getScheme() + "://" + address.getHost() + port;
    }
  }

  private final Target target;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Pause pause;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(Redirect.NEVER)
          .build();

  WebhookForwarder(
      Target target,
      RetrySchedule schedule,
      InstantSource clock,
      RandomGenerator random,
      Pause pause) {
    this.target = target;
    this.schedule = schedule;
    this.clock = clock;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public Delivery give(String id, Escalation escalation) throws InterruptedException {
    String body = target.body().apply(escalation).strip();
    Attempt last = attempt(id, body);
    for (int tried = 1; last.again() && tried < schedule.attempts(); tried++) {
      pause.take(schedule.pause(tried, last.asked(), random));
      last = attempt(id, body);
    }
    return last.delivery();
  }

  /** What one POST led to, and how long the receiver asked to be left alone. */
  private record Attempt(Delivery delivery, @Nullable Duration asked) {
    boolean again() {
      return delivery instanceof Delivery.Unreachable;
    }
  }

  private Attempt attempt(String id, String body) throws InterruptedException {
    try {
      HttpResponse<InputStream> answer =
          client.send(request(id, body), BodyHandlers.ofInputStream());
      try (InputStream text = answer.body()) {
        return judge(answer, text);
      }
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Attempt(
          new Delivery.Unreachable(target.host() + " does not answer: " + plain(reason)), null);
    }
  }

  private HttpRequest request(String id, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.address())
            .timeout(ANSWER)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "fivewhys")
            .header("Idempotency-Key", header(id))
            .POST(BodyPublishers.ofString(body));
    if (target.secret() != null) {
      long now = clock.instant().getEpochSecond();
      request.header(WebhookSignature.TIMESTAMP, Long.toString(now));
      request.header(WebhookSignature.SIGNATURE, WebhookSignature.of(target.secret(), now, body));
    }
    return request.build();
  }

  private Attempt judge(HttpResponse<InputStream> answer, InputStream text) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Attempt(new Delivery.Arrived(), null);
    }
    String said = target.host() + " answered " + status + quoted(text);
    if (status == 408 || status == 429 || status / 100 == 5) {
      return new Attempt(new Delivery.Unreachable(said), asked(answer));
    }
    return new Attempt(new Delivery.Refused(said + "; " + advice(status)), null);
  }

  private @Nullable Duration asked(HttpResponse<?> answer) {
    Instant now = clock.instant();
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(header -> RetrySchedule.asked(header, now))
        .orElse(null);
  }

  private static String advice(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> "it moved: give --forward its new address";
      case 400, 422 -> "it does not take this: see that --format is what it expects";
      case 401, 403 -> "see its key or secret, and that its address is whole";
      case 404, 410 ->
          "no receiver has that address (any more): make a new one, and give it to --forward";
      case 413 -> "it takes no message of this size";
      default -> "see that --forward and --format are right";
    };
  }

  private static String quoted(InputStream text) throws IOException {
    String begin = new String(text.readNBytes(QUOTED), StandardCharsets.UTF_8);
    return begin.isBlank() ? "" : " (" + plain(begin) + ")";
  }

  private static String plain(String text) {
    return TerminalText.cut(text, QUOTED);
  }

  /** A header takes printable ASCII. */
  private static String header(String id) {
    return id.replaceAll("[^\\x21-\\x7e]", "_");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
