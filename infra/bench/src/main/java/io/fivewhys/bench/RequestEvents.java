// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Request events as Cloud Run's would look, some 250 bytes each: a few busy revisions and many
 * quiet ones, log-normal latencies, a few percent of errors, nearly in order over a quarter of an
 * hour. The same seed gives the same bytes.
 */
final class RequestEvents {

  /** One event, ready to be sent. */
  record Message(int partition, long timeMillis, byte[] key, byte[] value) {}

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 29_000_000L * 60 * SECOND;
  private static final long SPAN_MINUTES = 15;
  private static final String[] SERVICES = {
    "checkout", "catalog", "payments", "search", "accounts", "gateway", "inventory", "agents"
  };
  private static final String[] ROUTES = {
    "/api/v1/orders/*", "/api/v1/items/*/stock", "/healthz", "/api/v1/sessions", "/graphql"
  };

  private final long events;
  private final int series;
  private final int partitions;
  private final SplittableRandom random;
  private final HexFormat hex = HexFormat.of();

  RequestEvents(long events, int series, int partitions, long seed) {
    this.events = events;
    this.series = series;
    this.partitions = partitions;
    this.random = new SplittableRandom(seed);
  }

  /** The events, and last on each partition one so far ahead that every minute before it closes. */
  long total() {
    return events + partitions;
  }

  /**
   * @param index from 0, each once and in order
   */
  Message message(long index) {
    boolean last = index >= events;
    // The square makes low numbers busy; neighbours are on different partitions.
    double uniform = random.nextDouble();
    int number =
        last ? (int) (index - events) : Math.min(series - 1, (int) (uniform * uniform * series));
    long time =
        last
            ? START + 3 * 3_600 * SECOND
            : START
                + (long) ((double) index / events * SPAN_MINUTES * 60 * SECOND)
                - random.nextLong(3 * SECOND);
    PlatformEvent event = event(index, number, time);
    String key =
        Topics.eventKey(
            event.getProject(),
            event.getLocation(),
            event.getComponentKind(),
            event.getComponent(),
            event.getRevision());
    return new Message(
        number % partitions,
        time / 1_000_000,
        key.getBytes(StandardCharsets.UTF_8),
        Topics.EVENTS.codec().encode(event));
  }

  private PlatformEvent event(long index, int number, long time) {
    String service = SERVICES[number % SERVICES.length];
    Request request = request(number);
    long instance = number * 31L + random.nextInt(5 + number % 6);
    return new PlatformEvent(
        mix(index),
        time,
        time - request.getLatency(),
        time + 50_000_000 + random.nextLong(SECOND / 2),
        mix(instance),
        mix(-1 - index),
        request,
        "acme-prod",
        "us-central1",
        ComponentKind.CLOUD_RUN_SERVICE,
        service,
        service + "-00" + (100 + number) + "-kxm",
        hex.toHexDigits(mix(instance)),
        "run.googleapis.com/requests",
        "6650c1" + hex.toHexDigits(index, 14),
        request.getStatus() >= 500 ? "ERROR" : "INFO",
        hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()),
        hex.toHexDigits(random.nextLong()),
        Map.of());
  }

  private Request request(int number) {
    double median = 20 + number % 10 * 15;
    long latencyNanos = (long) (median * Math.exp(random.nextGaussian() * 0.7) * 1e6);
    int draw = random.nextInt(1_000);
    int status =
        draw < 15
            ? 500
            : draw < 20 ? 503 : draw < 30 ? 404 : draw < 33 ? 429 : draw < 36 ? 401 : 200;
    boolean platform = status == 503;
    return new Request(
        status,
        latencyNanos,
        false,
        platform ? PlatformError.MALFORMED_RESPONSE : PlatformError.NONE,
        draw % 3 == 0 ? "POST" : "GET",
        ROUTES[draw % ROUTES.length],
        null,
        "HTTP/1.1",
        platform
            ? "The HTTP response was malformed or connection to the instance had an error."
            : null);
  }

  /** A hash of a small number, as ids are. */
  private static long mix(long number) {
    return new SplittableRandom(number).nextLong();
  }
}
