// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/** Request entries of many services in some projects, as Cloud Run logs them, stamped as asked. */
public final class RequestEntries {

  private static final long LATENCY_NANOS = 50_000_000;

  /** As the platform says it of a request. */
  private static final String OUT_OF_MEMORY =
      "\"textPayload\":\"While handling this request, the container instance was found to be using too much memory and was terminated.\",";

  private final int projects;
  private final int services;
  private final SplittableRandom random;
  private long made;

  /**
   * @param services of each project
   */
  public RequestEntries(int projects, int services, long seed) {
    this.projects = projects;
    this.services = services;
    this.random = new SplittableRandom(seed);
  }

  /** Which of the projects a number means. */
  public static String project(int number) {
    return "acme-" + number;
  }

  /** Says whether a request fails. */
  public interface Failing {
    boolean fails(int project, int service);
  }

  /**
   * The next entry, its request ended just now.
   *
   * @param nanos since the epoch
   */
  public byte[] next(long nanos, Failing failing) {
    int project = (int) (made % projects);
    int service = (int) (made / projects % services);
    int status = failing.fails(project, service) ? 503 : 200;
    String name = "service-" + service;
    long start = nanos - LATENCY_NANOS;
    String id = String.format(Locale.ROOT, "%016x%08x", random.nextLong(), made++);
    return """
    {"insertId":"%s","httpRequest":{"latency":"0.05s","protocol":"HTTP/1.1","remoteIp":"203.0.113.9","requestMethod":"GET","requestSize":"327","requestUrl":"https://%s.acme.test/v1/orders/%d","responseSize":"967","serverIp":"34.54.41.44","status":%d,"userAgent":"python-httpx/0.28.1"},"labels":{"instanceId":"00%062x%064x"},"logName":"projects/%s/logs/run.googleapis.com%%2Frequests","receiveTimestamp":"%s","resource":{"labels":{"configuration_name":"%s","location":"us-central1","project_id":"%s","revision_name":"%s-00041-abc","service_name":"%s"},"type":"cloud_run_revision"},"severity":"%s",%s"spanId":"%016x","timestamp":"%s","trace":"projects/%s/traces/%s"}\
    """
        .formatted(
            id,
            name,
            random.nextInt(1_000),
            status,
            service,
            random.nextInt(3),
            project(project),
            time(nanos),
            name,
            project(project),
            name,
            name,
            status == 200 ? "INFO" : "ERROR",
            status == 200 ? "" : OUT_OF_MEMORY,
            random.nextLong(),
            time(start),
            project(project),
            id + id.substring(0, 8))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Instant time(long nanos) {
    return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }
}
