// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Log entries of about a kilobyte as Cloud Run writes them, one a line: of ten, six are requests,
 * two structured lines, one a plain line, one a line of an error. The same seed gives the same
 * bytes.
 */
final class SampleEntries {

  private static final String[] SERVICES = {"checkout", "orders", "billing", "search", "frontend"};
  private static final String AGENT =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/124.0.0.0 Safari/537.36";
  private static final long START_SECONDS = 1_789_520_400;

  private final Random random;
  private final String[] instances = new String[50];
  private int made;

  SampleEntries(long seed) {
    this.random = new Random(seed);
    for (int i = 0; i < instances.length; i++) {
      instances[i] = "00" + hex(126);
    }
  }

  byte[] lines(int count) {
    StringBuilder out = new StringBuilder(count * 1_100);
    for (int i = 0; i < count; i++) {
      out.append(next()).append('\n');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String next() {
    String service = SERVICES[random.nextInt(SERVICES.length)];
    return switch (made++ % 10) {
      case 0, 1, 3, 4, 6, 7 -> request(service);
      case 2, 8 -> structured(service);
      case 5 -> plain(service);
      default -> failed(service);
    };
  }

  private String request(String service) {
    int status = random.nextInt(100) < 97 ? 200 : 500;
    String body =
        """
        "httpRequest":{"latency":"%d.%09ds","protocol":"HTTP/1.1","referer":"https://acme.test/shop/cart","remoteIp":"203.0.113.%d","requestMethod":"%s","requestSize":"%d","requestUrl":"https://%s.acme.test/v1/orders/%d/items?page=%d","responseSize":"%d","serverIp":"34.54.41.44","status":%d,"userAgent":"%s"},\
        """
            .formatted(
                random.nextInt(2),
                random.nextInt(1_000_000_000),
                random.nextInt(250),
                random.nextBoolean() ? "GET" : "POST",
                random.nextInt(2_000),
                service,
                random.nextInt(1_000),
                random.nextInt(5),
                random.nextInt(50_000),
                status,
                AGENT);
    return entry(service, "requests", body, status == 200 ? "INFO" : "ERROR");
  }

  private String structured(String service) {
    String body =
        """
        "jsonPayload":{"component":"%s.handler","context":{"attempt":%d,"customer":"c-%s","region":"us-central1","flags":["a","b","c"],"cart":{"items":%d,"total":"%d.50","currency":"EUR"}},"duration_ms":%d,"logger":"com.acme.%s.OrderHandler","message":"reserved %d items for order %d in %d ms, %d left in stock","thread":"http-nio-8080-exec-%d"},\
        """
            .formatted(
                service,
                random.nextInt(3),
                hex(12),
                random.nextInt(9),
                random.nextInt(900),
                random.nextInt(300),
                service,
                random.nextInt(9),
                random.nextInt(1_000_000),
                random.nextInt(300),
                random.nextInt(1_000),
                random.nextInt(20));
    return entry(service, "stdout", body, "INFO");
  }

  private String plain(String service) {
    String body =
        """
        "textPayload":"2026-09-16 01:42:58,%03d INFO  [http-nio-8080-exec-%d] com.acme.%s.OrderHandler - order %d from 203.0.113.%d accepted, %d items, total %d.50 EUR, reserved in warehouse-%d until 2026-09-16T02:42:58Z, next step payment by card",\
        """
            .formatted(
                random.nextInt(1_000),
                random.nextInt(20),
                service,
                random.nextInt(1_000_000),
                random.nextInt(250),
                random.nextInt(9),
                random.nextInt(900),
                random.nextInt(5));
    return entry(service, "stdout", body, null);
  }

  private String failed(String service) {
    String body =
        """
        "textPayload":"Traceback (most recent call last):\\n  File \\"/app/%s/main.py\\", line %d, in handle\\n    pool.acquire(timeout=30)\\n  File \\"/usr/local/lib/python3.12/site-packages/psycopg_pool/pool.py\\", line 203, in getconn\\n    raise PoolTimeout()\\npsycopg_pool.PoolTimeout: couldn't get a connection after %d.00 sec",\
        """
            .formatted(service, random.nextInt(400), random.nextInt(60));
    return entry(service, "stderr", body, "ERROR");
  }

  private String entry(String service, String log, String body, @Nullable String severity) {
    long second = START_SECONDS + made / 5_000;
    String time = java.time.Instant.ofEpochSecond(second).toString().replace("Z", "");
    int revision = 40 + random.nextInt(2);
    return """
    {"insertId":"%s",%s"labels":{"commit-sha":"4f2a9c1","instanceId":"%s"},"logName":"projects/acme-prod/logs/run.googleapis.com%%2F%s","receiveTimestamp":"%s.%09dZ","resource":{"labels":{"configuration_name":"%s","location":"us-central1","project_id":"acme-prod","revision_name":"%s-000%d-abc","service_name":"%s"},"type":"cloud_run_revision"},%s"spanId":"%s","timestamp":"%s.%06dZ","trace":"projects/acme-prod/traces/%s","traceSampled":true}\
    """
        .formatted(
            hex(24),
            body,
            instances[random.nextInt(instances.length)],
            log,
            time,
            random.nextInt(1_000_000_000),
            service,
            service,
            revision,
            service,
            severity == null ? "" : "\"severity\":\"" + severity + "\",",
            hex(16),
            time,
            random.nextInt(1_000_000),
            hex(32));
  }

  private String hex(int digits) {
    StringBuilder out = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      out.append(Character.forDigit(random.nextInt(16), 16));
    }
    return out.toString();
  }
}
