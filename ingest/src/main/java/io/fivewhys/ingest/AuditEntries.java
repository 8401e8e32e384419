// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ingest.ConfigurationDetails.Details;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Audit Logs of what services lean on: deploys, databases, connectors, Redis, secrets,
 * permissions. Reads are not events. Of requests and responses only named paths are looked at.
 */
final class AuditEntries {

  private static final int LONGEST_MESSAGE = 300;
  private static final int LONGEST_NAME = 300;

  private static final Pattern NAMED =
      Pattern.compile("(?:^|/)(services|revisions|instances|connectors|secrets)/([^/]+)");
  private static final Pattern LOCATED = Pattern.compile("(?:^|/)locations/([^/]+)");
  private static final Pattern VERSION = Pattern.compile("/versions/([^/]+)$");
  private static final Pattern DEPLOYS =
      Pattern.compile(
          "(?:Create|Replace|Update|Delete)Service|DeleteRevision"
              + "|(?:Create|Replace|Delete)InternalService");
  private static final Pattern SECRET_CHANGES =
      Pattern.compile("(?:Create|Update|Delete)Secret|(?:Add|Enable|Disable|Destroy)SecretVersion");
  private static final Pattern SQL_READS =
      Pattern.compile("(?:.*\\.)?(?:get|list|login|connect|executeSql|query|export)\\w*");

  private final Deploys deploys;
  private final Actors actors;

  AuditEntries(Actors actors) {
    this.actors = actors;
    this.deploys = new Deploys(actors);
  }

  /** Whether the entry is of a service that this knows, whatever its resource type. */
  boolean concerns(Entry entry) {
    return switch (entry.audit.at("serviceName").textOr("")) {
      case "vpcaccess.googleapis.com",
          "redis.googleapis.com",
          "secretmanager.googleapis.com",
          "cloudsql.googleapis.com" ->
          true;
      case "run.googleapis.com" -> !"cloud_run_job".equals(entry.resourceType);
      case "cloudresourcemanager.googleapis.com",
          "iam.googleapis.com",
          "cloudfunctions.googleapis.com" ->
          method(entry).equalsIgnoreCase("SetIamPolicy") || deploys(entry);
      default -> deploys(entry) && fullMethod(entry).contains(".serverless.internal.");
    };
  }

  private static boolean deploys(Entry entry) {
    return DEPLOYS.matcher(method(entry)).matches();
  }

  Decoded decode(Entry entry, LogName.Kind log, EventHead head) {
    String service = entry.audit.at("serviceName").textOr("");
    String method = method(entry);
    if (method.equalsIgnoreCase("SetIamPolicy")) {
      return iam(entry, service, head);
    }
    return switch (service) {
      case "cloudsql.googleapis.com" -> sql(entry, head);
      case "vpcaccess.googleapis.com" ->
          changesOf(entry, head, ConfigurationKind.CONNECTOR, ComponentKind.VPC_CONNECTOR);
      case "redis.googleapis.com" ->
          changesOf(entry, head, ConfigurationKind.REDIS_INSTANCE, ComponentKind.REDIS_INSTANCE);
      case "secretmanager.googleapis.com" -> secret(entry, method, head);
      default -> service(entry, log, service, method, head);
    };
  }

  /** Cloud Run itself, and functions, which are services of it. */
  private Decoded service(
      Entry entry, LogName.Kind log, String service, String method, EventHead head) {
    if (log == LogName.Kind.AUDIT_SYSTEM_EVENT && service.equals("run.googleapis.com")) {
      return announced(entry, head);
    }
    if (log != LogName.Kind.AUDIT_DATA_ACCESS && deploys(entry)) {
      return deploy(entry, head);
    }
    return unread(log, method);
  }

  private static Ignored unread(LogName.Kind log, String method) {
    String lower = method.toLowerCase(Locale.ROOT);
    boolean reads =
        log == LogName.Kind.AUDIT_DATA_ACCESS
            || lower.startsWith("get")
            || lower.startsWith("list")
            || lower.startsWith("access");
    return new Ignored(reads ? "audit_read" : "audit_other");
  }

  private Decoded announced(Entry entry, EventHead head) {
    Node response = entry.audit.at("response");
    Node metadata = response.at("metadata");
    String resource = entry.audit.at("resourceName").textOr("");
    String kind =
        response.at("kind").textOr(resource.contains("/revisions/") ? "Revision" : "Service");
    boolean revision = kind.equals("Revision");
    if (!revision && !kind.equals("Service")) {
      return new Ignored("audit_other");
    }
    String named = named(resource, revision ? "revisions" : "services");
    String own = metadata.at("name").textOr(named);
    if (revision && entry.revision.isEmpty()) {
      entry.revision = own;
    }
    if (entry.service.isEmpty()) {
      entry.service =
          revision ? metadata.at("labels", "serving.knative.dev/service").textOr("") : own;
    }
    if (entry.service.isEmpty()) {
      return new Rejected("no_service", "an announcement that names no service");
    }
    PlatformEvent event = head.of(entry, ComponentKind.CLOUD_RUN_SERVICE, entry.service);
    event.setBody(deploys.announced(entry, revision));
    return new Accepted(event);
  }

  private Decoded deploy(Entry entry, EventHead head) {
    String resource = entry.audit.at("resourceName").textOr("");
    if (entry.service.isEmpty()) {
      entry.service =
          entry
              .audit
              .at("request", "service", "metadata", "name")
              .textOr(named(resource, "services"));
    }
    if (entry.service.isEmpty()) {
      entry.service = entry.audit.at("request", "serviceId").textOr("");
    }
    if (entry.revision.isEmpty()) {
      entry.revision = named(resource, "revisions");
    }
    if (entry.location.isEmpty()) {
      entry.location = location(resource);
    }
    if (entry.service.isEmpty() && entry.revision.isEmpty()) {
      return new Rejected("no_service", "a deploy that names no service");
    }
    PlatformEvent event = head.of(entry, ComponentKind.CLOUD_RUN_SERVICE, entry.service);
    event.setBody(deploys.changed(entry, fullMethod(entry)));
    return new Accepted(event);
  }

  private Decoded sql(Entry entry, EventHead head) {
    String full = fullMethod(entry);
    String database = entry.database.substring(entry.database.lastIndexOf(':') + 1);
    if (database.isEmpty()) {
      database = named(entry.audit.at("resourceName").textOr(""), "instances");
    }
    if (full.endsWith("instances.query")) {
      return statement(entry, head, database);
    }
    String operation = full.startsWith("cloudsql.") ? full.substring("cloudsql.".length()) : full;
    if (SQL_READS.matcher(operation).matches()) {
      return new Ignored("audit_read");
    }
    boolean user = operation.startsWith("users.") || operation.contains("SqlUsersService");
    return changed(
        entry,
        head,
        user ? ConfigurationKind.SQL_USER : ConfigurationKind.SQL_INSTANCE,
        ComponentKind.CLOUD_SQL_INSTANCE,
        database);
  }

  /** pgAudit and MySQL audit records. */
  private Decoded statement(Entry entry, EventHead head, String database) {
    Node request = entry.audit.at("request");
    if ("cloudsqladmin".equals(request.at("user").text())) {
      return new Ignored("cloudsql_noise");
    }
    if (database.isEmpty()) {
      return new Rejected("no_database", "a statement that names no instance");
    }
    PlatformEvent event = head.of(entry, ComponentKind.CLOUD_SQL_INSTANCE, database);
    event.setBody(AuditStatements.read(request));
    return new Accepted(event);
  }

  private Decoded secret(Entry entry, String method, EventHead head) {
    if (!SECRET_CHANGES.matcher(method).matches()) {
      return new Ignored("audit_read");
    }
    String resource = entry.audit.at("resourceName").textOr("");
    String name = named(resource, "secrets");
    if (name.isEmpty()) {
      name = entry.audit.at("request", "secretId").textOr(entry.secret);
    }
    boolean version = method.endsWith("SecretVersion");
    if (entry.location.equals("global") || entry.location.isEmpty()) {
      entry.location = location(resource);
    }
    return changed(
        entry,
        head,
        version ? ConfigurationKind.SECRET_VERSION : ConfigurationKind.SECRET,
        ComponentKind.SECRET,
        name);
  }

  /** Connectors and Redis instances: every method that is no read. */
  private Decoded changesOf(
      Entry entry, EventHead head, ConfigurationKind kind, ComponentKind component) {
    String method = method(entry);
    if (method.startsWith("Get") || method.startsWith("List")) {
      return new Ignored("audit_read");
    }
    String resource = entry.audit.at("resourceName").textOr("");
    boolean connector = component == ComponentKind.VPC_CONNECTOR;
    String name = named(resource, connector ? "connectors" : "instances");
    if (name.isEmpty()) {
      name =
          entry
              .audit
              .at("request", connector ? "connectorId" : "instanceId")
              .textOr(connector ? "" : named(entry.redisInstance, "instances"));
    }
    String located = location(resource);
    if (!located.isEmpty()) {
      entry.location = located;
    }
    return changed(entry, head, kind, component, name);
  }

  private Decoded iam(Entry entry, String service, EventHead head) {
    String resource = entry.audit.at("resourceName").textOr("");
    if (service.equals("run.googleapis.com") && !entry.service.isEmpty()) {
      return changed(
          entry, head, ConfigurationKind.IAM, ComponentKind.CLOUD_RUN_SERVICE, entry.service);
    }
    String secret = named(resource, "secrets");
    if (!secret.isEmpty()) {
      return changed(entry, head, ConfigurationKind.IAM, ComponentKind.SECRET, secret);
    }
    String last = resource.substring(resource.lastIndexOf('/') + 1);
    String target = last.isEmpty() ? entry.projectOrLogs() : Redaction.redact(last);
    return changed(entry, head, ConfigurationKind.IAM, ComponentKind.OTHER, target);
  }

  private Decoded changed(
      Entry entry,
      EventHead head,
      ConfigurationKind kind,
      ComponentKind componentKind,
      String component) {
    if (component.isEmpty()) {
      return new Rejected("no_component", "an audit record that does not name what it changed");
    }
    Node audit = entry.audit;
    Node status = audit.at("status");
    Integer code = status.at("code").integer();
    Details details = ConfigurationDetails.of(kind, audit, actors);
    Matcher version = VERSION.matcher(audit.at("resourceName").textOr(""));
    if (kind == ConfigurationKind.SECRET_VERSION) {
      Matcher made = VERSION.matcher(audit.at("response", "name").textOr(""));
      details.put(
          "version", version.find() ? version.group(1) : made.find() ? made.group(1) : null);
    }
    ConfigurationChange change = new ConfigurationChange();
    change.setKind(kind);
    change.setMethod(Redaction.redact(fullMethod(entry), LONGEST_NAME));
    change.setResource(Redaction.redact(audit.at("resourceName").textOr(""), LONGEST_NAME));
    change.setActor(actor(audit));
    change.setStatusCode(code == null ? 0 : code);
    change.setStatusMessage(message(status));
    change.setFirst(entry.first);
    change.setLast(entry.last);
    change.setDetails(details.asMap());
    PlatformEvent event = head.of(entry, componentKind, component);
    event.setBody(change);
    return new Accepted(event);
  }

  private @Nullable String actor(Node audit) {
    return actor(audit, actors);
  }

  static @Nullable String actor(Node audit, Actors actors) {
    Node who = audit.at("authenticationInfo");
    String email = who.at("principalEmail").text();
    return actors.pseudonym(email == null ? who.at("principalSubject").text() : email);
  }

  static @Nullable String message(Node status) {
    String message = status.at("message").text();
    return message == null ? null : Redaction.redact(message, LONGEST_MESSAGE);
  }

  private static String fullMethod(Entry entry) {
    return entry.audit.at("methodName").textOr("");
  }

  /** The last part of the method's name. */
  private static String method(Entry entry) {
    String full = fullMethod(entry);
    return full.substring(Math.max(full.lastIndexOf('.'), full.lastIndexOf('/')) + 1);
  }

  private static String named(String resource, String collection) {
    Matcher matcher = NAMED.matcher(resource);
    while (matcher.find()) {
      if (matcher.group(1).equals(collection)) {
        return matcher.group(2);
      }
    }
    return "";
  }

  private static String location(String resource) {
    Matcher matcher = LOCATED.matcher(resource);
    return matcher.find() ? matcher.group(1) : "";
  }
}
