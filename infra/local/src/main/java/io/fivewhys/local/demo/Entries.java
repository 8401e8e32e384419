// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import static io.fivewhys.local.demo.Json.object;

import io.fivewhys.local.demo.Revision.Variable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The shapes of log entries, one method each, as Cloud Logging writes them. */
public final class Entries {

  public static final String NOT_STARTED =
      "The request failed because the instance could not start successfully.";

  private static final String AUDIT_LOG = "type.googleapis.com/google.cloud.audit.AuditLog";
  private static final DateTimeFormatter POSTGRES_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String RUN = "run.googleapis.com";

  private final Platform platform;
  private final RandomGenerator random;

  public Entries(Platform platform, RandomGenerator random) {
    this.platform = platform;
    this.random = random;
  }

  /** What a request looked like from outside. */
  public record Http(
      String method,
      String url,
      int status,
      long latencyNanos,
      String userAgent,
      String remoteIp,
      String protocol) {}

  /**
   * @param instance null where none served it
   * @param platformText null where the application answered
   */
  public Map<String, Object> request(
      long at,
      Service service,
      Revision revision,
      @Nullable String instance,
      String trace,
      Http http,
      @Nullable String platformText) {
    int status = http.status();
    return entry(
        "run.googleapis.com/requests",
        runResource(service, revision.name()),
        at,
        status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO",
        "httpRequest",
        object(
            "latency", seconds(http.latencyNanos()),
            "protocol", http.protocol(),
            "remoteIp", http.remoteIp(),
            "requestMethod", http.method(),
            "requestSize", Integer.toString(300 + random.nextInt(900)),
            "requestUrl", http.url(),
            "responseSize", Integer.toString(90 + random.nextInt(4_000)),
            "serverIp", "34.54.41.44",
            "status", status,
            "userAgent", http.userAgent()),
        "labels",
        instance == null ? null : object("instanceId", instance),
        "textPayload",
        platformText,
        "spanId",
        Ids.hex(16, random),
        "trace",
        trace(trace),
        "traceSampled",
        random.nextInt(10) == 0 ? true : null);
  }

  /** A line that is not JSON: no severity, no trace. */
  public Map<String, Object> plainLine(
      long at, String stream, Service service, Revision revision, String instance, String text) {
    return entry(
        "run.googleapis.com/" + stream,
        runResource(service, revision.name()),
        at,
        null,
        "labels",
        object("instanceId", instance),
        "textPayload",
        text);
  }

  /** A stack trace, which the platform joins into one entry and groups. */
  public Map<String, Object> stackTrace(
      long at, Service service, Revision revision, String instance, String text) {
    Map<String, Object> entry = plainLine(at, "stderr", service, revision, instance, text);
    entry.put("severity", "ERROR");
    entry.put("errorGroups", List.of(object("id", "CJmUvoHgqq23pAE")));
    return entry;
  }

  public Map<String, Object> jsonLine(
      long at,
      String stream,
      @Nullable String severity,
      Service service,
      Revision revision,
      String instance,
      String trace,
      Map<String, Object> payload) {
    return entry(
        "run.googleapis.com/" + stream,
        runResource(service, revision.name()),
        at,
        severity,
        "jsonPayload",
        payload,
        "labels",
        object("instanceId", instance),
        "trace",
        trace(trace));
  }

  /** What the platform says of an instance. */
  public Map<String, Object> system(
      long at,
      String severity,
      Service service,
      Revision revision,
      Map<String, Object> labels,
      String text) {
    return entry(
        "run.googleapis.com/varlog/system",
        runResource(service, revision.name()),
        at,
        severity,
        "labels",
        labels,
        "textPayload",
        text);
  }

  /** Someone changed a service. Tells the state before, without environment, ports and probes. */
  public Map<String, Object> replaceService(
      long at,
      Service service,
      Configuration before,
      String image,
      String actor,
      String command,
      List<Map<String, Object>> traffic) {
    Map<String, Object> container =
        object("image", image, "resources", object("limits", limits(before.latest())));
    return audit(
        "cloudaudit.googleapis.com/activity",
        runResource(service, ""),
        at,
        "NOTICE",
        RUN,
        "google.cloud.run.v1.Services.ReplaceService",
        "namespaces/" + platform.project() + "/services/" + service.name(),
        "authenticationInfo",
        object("principalEmail", actor),
        "requestMetadata",
        object(
            "callerIp",
            "203.0.113.9",
            "callerSuppliedUserAgent",
            "google-cloud-sdk gcloud/534.0.0 command/" + command),
        "resourceLocation",
        object("currentLocations", List.of(platform.region())),
        "request",
        object(
            "@type",
            "type.googleapis.com/google.cloud.run.v1.ReplaceServiceRequest",
            "name",
            "namespaces/" + platform.project() + "/services/" + service.name(),
            "service",
            object(
                "apiVersion",
                "serving.knative.dev/v1",
                "kind",
                "Service",
                "metadata",
                object("name", service.name(), "generation", before.generation()),
                "spec",
                object(
                    "template",
                    object(
                        "metadata",
                        object("annotations", annotations(before.latest())),
                        "spec",
                        podSpec(before.latest(), container)),
                    "traffic",
                    traffic),
                "status",
                object("latestReadyRevisionName", before.latestReady().name()))));
  }

  /** A revision became ready or failed to; with its whole spec, environment in clear. */
  public Map<String, Object> revisionAnnounced(
      long at,
      long createdAt,
      Service service,
      Revision revision,
      String uid,
      boolean ready,
      String message) {
    return announced(
        at,
        service,
        revision.name(),
        "revisions/" + revision.name(),
        ready,
        "Ready condition status changed to %s for Revision %s with message: %s"
            .formatted(ready ? "True" : "False", revision.name(), message),
        object(
            "@type",
            "type.googleapis.com/google.cloud.run.v1.Revision",
            "apiVersion",
            "serving.knative.dev/v1",
            "kind",
            "Revision",
            "metadata",
            object(
                "name",
                revision.name(),
                "namespace",
                platform.number(),
                "uid",
                uid,
                "generation",
                1,
                "creationTimestamp",
                time(createdAt),
                "labels",
                object(
                    "serving.knative.dev/service",
                    service.name(),
                    "serving.knative.dev/configurationGeneration",
                    Integer.toString(revision.generation()),
                    "cloud.googleapis.com/location",
                    platform.region()),
                "annotations",
                annotations(revision)),
            "spec",
            podSpec(revision, container(service, revision)),
            "status",
            object(
                "imageDigest",
                image(service, revision),
                "observedGeneration",
                1,
                "conditions",
                List.of(condition(at, ready, message)))));
  }

  public Map<String, Object> serviceAnnounced(
      long at,
      Service service,
      Configuration now,
      boolean ready,
      String message,
      List<Map<String, Object>> traffic) {
    Revision revision = now.latest();
    return announced(
        at,
        service,
        "",
        "services/" + service.name(),
        ready,
        "Ready condition status changed to %s for Service %s with message: %s"
            .formatted(ready ? "True" : "False", service.name(), message),
        object(
            "@type",
            "type.googleapis.com/google.cloud.run.v1.Service",
            "apiVersion",
            "serving.knative.dev/v1",
            "kind",
            "Service",
            "metadata",
            object(
                "name",
                service.name(),
                "namespace",
                platform.number(),
                "generation",
                now.generation()),
            "spec",
            object(
                "template",
                object(
                    "metadata",
                    object("name", revision.name(), "annotations", annotations(revision)),
                    "spec",
                    podSpec(revision, container(service, revision))),
                "traffic",
                traffic),
            "status",
            object(
                "observedGeneration",
                now.generation(),
                "latestReadyRevisionName",
                now.latestReady().name(),
                "conditions",
                List.of(condition(at, ready, message)),
                "traffic",
                traffic)));
  }

  /** A line of the database, which puts level, session and user into the text. */
  public Map<String, Object> postgres(
      long at, String severity, int process, int line, String database, String user, String text) {
    return postgres(at, platform.sqlInstance(), severity, process, line, database, user, text);
  }

  /** The same of any instance. */
  public Map<String, Object> postgres(
      long at,
      String instance,
      String severity,
      int process,
      int line,
      String database,
      String user,
      String text) {
    return entry(
        "cloudsql.googleapis.com/postgres.log",
        object(
            "type",
            "cloudsql_database",
            "labels",
            object(
                "database_id",
                platform.project() + ":" + instance,
                "project_id",
                platform.project(),
                "region",
                platform.region())),
        at,
        severity,
        "textPayload",
        "%s UTC [%d]: [%d-1] db=%s,user=%s %s"
            .formatted(POSTGRES_TIME.format(instant(at)), process, line, database, user, text));
  }

  /** Someone changed a database instance; done in one entry. */
  public Map<String, Object> sqlOperation(long at, String instance, String method, String actor) {
    return audit(
        "cloudaudit.googleapis.com/activity",
        object(
            "type",
            "cloudsql_database",
            "labels",
            object(
                "database_id", platform.project() + ":" + instance,
                "project_id", platform.project(),
                "region", platform.region())),
        at,
        "NOTICE",
        "cloudsql.googleapis.com",
        "cloudsql.instances." + method,
        "projects/" + platform.project() + "/instances/" + instance,
        "authenticationInfo",
        object("principalEmail", actor),
        "requestMetadata",
        object("callerIp", "203.0.113.20"));
  }

  /** Audit of anything that is not Cloud Run. */
  public Map<String, Object> auditOf(
      long at, String log, String service, String method, String resource, String actor) {
    return audit(
        "cloudaudit.googleapis.com/" + log,
        object(
            "type",
            "audited_resource",
            "labels",
            object("service", service, "method", method, "project_id", platform.project())),
        at,
        log.equals("activity") ? "NOTICE" : "INFO",
        service,
        method,
        resource,
        "authenticationInfo",
        object("principalEmail", actor),
        "requestMetadata",
        object("callerIp", "203.0.113.20"));
  }

  /** From a product that has nothing to do with it. */
  public Map<String, Object> foreign(
      long at, String log, String type, Map<String, Object> labels, String text) {
    return entry(log, object("type", type, "labels", labels), at, "INFO", "textPayload", text);
  }

  private Map<String, Object> announced(
      long at,
      Service service,
      String revisionName,
      String resourceName,
      boolean ready,
      String message,
      Map<String, Object> response) {
    return audit(
        "cloudaudit.googleapis.com/system_event",
        runResource(service, revisionName),
        at,
        ready ? "INFO" : "ERROR",
        RUN,
        "/Services.ReplaceService",
        "namespaces/" + platform.project() + "/" + resourceName,
        "status",
        object("code", ready ? null : 9, "message", message),
        "response",
        response);
  }

  private Map<String, Object> audit(
      String log,
      Map<String, Object> resource,
      long at,
      String severity,
      String serviceName,
      String method,
      String resourceName,
      Object... more) {
    Map<String, Object> payload =
        object(
            "@type", AUDIT_LOG,
            "serviceName", serviceName,
            "methodName", method,
            "resourceName", resourceName);
    payload.putAll(object(more));
    return entry(log, resource, at, severity, "protoPayload", payload);
  }

  private Map<String, Object> entry(
      String log,
      Map<String, Object> resource,
      long at,
      @Nullable String severity,
      @Nullable Object... more) {
    Map<String, Object> entry =
        object(
            "insertId", insertId(at),
            "logName", platform.logName(log),
            "resource", resource,
            "severity", severity,
            "timestamp", time(at));
    entry.putAll(object(more));
    return entry;
  }

  private Map<String, Object> runResource(Service service, String revision) {
    return object(
        "type",
        "cloud_run_revision",
        "labels",
        object(
            "configuration_name", revision.isEmpty() ? "" : service.name(),
            "location", platform.region(),
            "project_id", platform.project(),
            "revision_name", revision,
            "service_name", service.name()));
  }

  private Map<String, Object> annotations(Revision revision) {
    return object(
        "autoscaling.knative.dev/minScale",
        "1",
        "autoscaling.knative.dev/maxScale",
        Integer.toString(revision.maxScale()),
        "run.googleapis.com/vpc-access-connector",
        revision.connector(),
        "run.googleapis.com/vpc-access-egress",
        revision.connector() == null ? null : "private-ranges-only",
        "run.googleapis.com/cloudsql-instances",
        revision.databases().isEmpty() ? null : String.join(",", revision.databases()),
        "run.googleapis.com/startup-cpu-boost",
        "true",
        "serving.knative.dev/creator",
        platform.deployer());
  }

  private Map<String, Object> podSpec(Revision revision, Map<String, Object> container) {
    return object(
        "containerConcurrency",
        revision.concurrency(),
        "timeoutSeconds",
        revision.timeoutSeconds(),
        "serviceAccountName",
        platform.number() + "-compute@developer.gserviceaccount.com",
        "containers",
        List.of(container));
  }

  private Map<String, Object> container(Service service, Revision revision) {
    return object(
        "name",
        service.name() + "-1",
        "image",
        image(service, revision),
        "ports",
        List.of(object("name", "http1", "containerPort", revision.port())),
        "env",
        revision.environment().stream().map(Entries::variable).toList(),
        "resources",
        object("limits", limits(revision)),
        "startupProbe",
        object(
            "timeoutSeconds", 240,
            "periodSeconds", 240,
            "failureThreshold", 1,
            "tcpSocket", object("port", revision.port())));
  }

  private static Map<String, Object> variable(Variable variable) {
    return switch (variable) {
      case Variable.Plain plain -> object("name", plain.name(), "value", plain.value());
      case Variable.Secret secret ->
          object(
              "name",
              secret.name(),
              "valueFrom",
              object("secretKeyRef", object("name", secret.secret(), "key", secret.version())));
    };
  }

  private static Map<String, Object> limits(Revision revision) {
    return object("cpu", "1", "memory", revision.memory());
  }

  private static String image(Service service, Revision revision) {
    return "us-docker.pkg.dev/acme/" + service.name() + "@sha256:" + revision.imageDigest();
  }

  private static Map<String, Object> condition(long at, boolean ready, String message) {
    return object(
        "type",
        "Ready",
        "status",
        ready ? "True" : "False",
        "reason",
        ready ? null : "HealthCheckContainerError",
        "message",
        message,
        "lastTransitionTime",
        time(at));
  }

  private String trace(String trace) {
    return "projects/" + platform.project() + "/traces/" + trace;
  }

  private String insertId(long at) {
    return "%08x%08x".formatted(at / 1_000_000_000, at % 1_000_000_000 / 1_000)
        + Ids.hex(8, random);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }

  public static String time(long nanos) {
    return instant(nanos).toString();
  }

  public static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
  }
}
