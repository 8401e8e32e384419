// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import io.fivewhys.ingest.Decoded.Sampled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one LogEntry in JSON, of a message of the Cloud Asset Inventory or of a time series
 * of Cloud Monitoring → an event, or the reason why there is none. Never throws for what the bytes
 * hold. Nothing that it returns holds an environment variable's value, a credential or the local
 * part of an e-mail address. Used by one thread, again and again; the same bytes give the same
 * answer whatever came before.
 */
public final class LogDecoder {

  private final EntryReader reader;
  private final Entry entry = new Entry();
  private final EventHead head = new EventHead();
  private final Requests requests = new Requests();
  private final Lines lines = new Lines();
  private final AuditEntries audit;
  private final AssetMessages assets;
  private final TimeSeries series = new TimeSeries();

  public LogDecoder(Settings settings) {
    this.reader = new EntryReader(settings);
    Actors actors = new Actors(settings.get(Settings.ENV_SALT));
    this.audit = new AuditEntries(actors);
    this.assets = new AssetMessages(actors);
  }

  public Decoded decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  public Decoded decode(byte[] bytes, int offset, int length) {
    try {
      reader.read(bytes, offset, length, entry);
    } catch (StreamConstraintsException e) {
      return new Rejected(
          "over_limit", "nested deeper, or a name, text or number longer than taken");
    } catch (IOException e) {
      return repaired(bytes, offset, length, e);
    }
    return sound(pushed(bytes, offset, length));
  }

  private static Decoded sound(Decoded decoded) {
    if (decoded instanceof Sampled(List<Decoded> points)) {
      return new Sampled(points.stream().map(LogDecoder::sound).toList());
    }
    if (decoded instanceof Accepted(PlatformEvent event) && event.getProject().isEmpty()) {
      return new Rejected("no_project", "an entry that names no project, in no log of one");
    }
    return decoded instanceof Accepted(PlatformEvent event) && !Identities.areSound(event)
        ? new Rejected("bad_identity", "project, location or component has no name that can be")
        : decoded;
  }

  /** Bad UTF-8 is replaced as Cloud Logging itself does, and the entry read once more. */
  private Decoded repaired(byte[] bytes, int offset, int length, IOException fault) {
    if (isUtf8(bytes, offset, length)) {
      return malformed(fault);
    }
    byte[] sound =
        new String(bytes, offset, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    try {
      reader.read(sound, 0, sound.length, entry);
    } catch (IOException e) {
      return malformed(e);
    }
    return sound(meaning(sound, 0, sound.length));
  }

  /** A Pub/Sub push request is taken as the entry that it holds. */
  private Decoded pushed(byte[] bytes, int offset, int length) {
    byte[] inner = entry.pushed;
    if (inner == null || entry.logName != null || entry.hasResource) {
      return meaning(bytes, offset, length);
    }
    try {
      reader.read(inner, 0, inner.length, entry);
    } catch (IOException e) {
      return new Rejected("malformed_json", "the Pub/Sub message holds no JSON object");
    }
    return meaning(inner, 0, inner.length);
  }

  private Decoded meaning(byte[] bytes, int offset, int length) {
    LogName logName = entry.logName;
    if (entry.asset && logName == null) {
      return asset(bytes, offset, length);
    }
    if (entry.metric && entry.points && logName == null) {
      return series(bytes, offset, length);
    }
    if (entry.snakeCase && logName == null) {
      return new Rejected("snake_case", "a client library's dump, not what Cloud Logging exports");
    }
    if (logName == null && !entry.hasResource) {
      return new Rejected("not_a_log_entry", "an object with neither logName nor resource");
    }
    if (logName == null) {
      return new Rejected("no_log_name", "a log entry without logName");
    }
    if (entry.hasJson && logName.kind().isAudit()) {
      return new Rejected("audit_in_json_payload", "an audit record must stand in protoPayload");
    }
    if (logName.kind().isAudit() && !isAuditLog(entry.audit.at("@type").text())) {
      return new Rejected(
          "unknown_proto_payload", "an audit record whose protoPayload is no AuditLog");
    }
    String type = entry.resourceType == null ? "" : entry.resourceType;
    boolean known =
        switch (type) {
          case "cloud_run_revision",
              "cloudsql_database",
              "http_load_balancer",
              "http_external_regional_lb_rule",
              "internal_http_lb_rule" ->
              true;
          default -> false;
        };
    if (!known && !(logName.kind().isAudit() && audit.concerns(entry))) {
      return ignoredType(type);
    }
    if (entry.part > 0) {
      // The first part is the entry: what became of it and when, and the text's beginning. To hold
      // parts back until all have come would tie entries to each other for a few cut characters.
      return new Ignored("split_continuation");
    }
    Rejected untimely = head.times(entry);
    if (untimely != null) {
      return untimely;
    }
    head.identify(entry, logName, bytes, offset, length);
    if (logName.kind().isAudit()) {
      return audit.decode(entry, logName.kind(), head);
    }
    return switch (type) {
      case "cloud_run_revision" -> run(logName.kind(), bytes, offset, length);
      case "cloudsql_database" -> database(logName.kind());
      default -> loadBalancer();
    };
  }

  /** Dumps of old tools leave the type out. */
  private static boolean isAuditLog(@Nullable String type) {
    return type == null || type.endsWith("/google.cloud.audit.AuditLog");
  }

  private Decoded series(byte[] bytes, int offset, int length) {
    try {
      return series.decode(reader.tree(bytes, offset, length));
    } catch (IOException e) {
      return malformed(e);
    }
  }

  private Decoded asset(byte[] bytes, int offset, int length) {
    try {
      Node message = reader.tree(bytes, offset, length);
      return assets.decode(message, entry, head, bytes, offset, length);
    } catch (IOException e) {
      return malformed(e);
    }
  }

  private Decoded run(LogName.Kind kind, byte[] bytes, int offset, int length) {
    if (entry.service.isEmpty()) {
      return new Rejected("no_service", "an entry of Cloud Run that names no service");
    }
    if (kind == LogName.Kind.RUN_REQUESTS) {
      return requests.decode(entry, head, ComponentKind.CLOUD_RUN_SERVICE, entry.service);
    }
    PlatformEvent event = head.of(entry, ComponentKind.CLOUD_RUN_SERVICE, entry.service);
    String text = text(bytes, offset, length);
    Object platform = kind == LogName.Kind.RUN_SYSTEM ? SystemTexts.read(text, entry) : null;
    event.setBody(platform == null ? lines.ofService(text, entry, kind) : platform);
    return new Accepted(event);
  }

  /** What the line says: its text, or the message of its payload. */
  private String text(byte[] bytes, int offset, int length) {
    String text = entry.text;
    if (text != null && !(looksLikeObject(text) && reader.readPayload(text.strip(), entry))) {
      return text;
    }
    if (entry.jsonMessage != null) {
      return entry.jsonMessage;
    }
    if (entry.jsonError != null) {
      return entry.jsonError;
    }
    if (text != null) {
      return text;
    }
    return entry.hasJson ? Lines.join(reader.payloadScalars(bytes, offset, length)) : "";
  }

  private static boolean looksLikeObject(String text) {
    return !text.isEmpty()
        && text.charAt(0) <= '{'
        && text.strip().startsWith("{")
        && text.strip().endsWith("}");
  }

  private Decoded database(LogName.Kind kind) {
    String name = entry.database.substring(entry.database.lastIndexOf(':') + 1);
    if (name.isEmpty()) {
      return new Rejected("no_database", "an entry of Cloud SQL that names no instance");
    }
    String text = entry.text != null ? entry.text : entry.jsonMessage;
    if (text == null) {
      return new Ignored("no_payload");
    }
    boolean postgres = kind == LogName.Kind.POSTGRES || kind == LogName.Kind.OTHER;
    if (postgres && PostgresLines.isNoise(text, entry.severity)) {
      return new Ignored("cloudsql_noise");
    }
    Object body =
        switch (kind) {
          case POSTGRES -> PostgresLines.read(text);
          case MYSQL_ERROR -> MysqlLines.error(text);
          case MYSQL_SLOW -> MysqlLines.slow(text, entry.insertId);
          case MYSQL_GENERAL -> MysqlLines.general(text);
          default -> null;
        };
    PlatformEvent event = head.of(entry, ComponentKind.CLOUD_SQL_INSTANCE, name);
    event.setRevision("");
    event.setBody(body == null ? lines.of(text, entry, kind) : body);
    return new Accepted(event);
  }

  private Decoded loadBalancer() {
    if (!entry.hasHttp) {
      return new Ignored("load_balancer_other");
    }
    if (entry.loadBalancer.isEmpty()) {
      return new Rejected("no_load_balancer", "a request that names no URL map and no rule");
    }
    return requests.decode(entry, head, ComponentKind.LOAD_BALANCER, entry.loadBalancer);
  }

  /** The type with only the characters types have, as it becomes part of a counter's name. */
  static Ignored ignoredType(String type) {
    String name = counted(type);
    return new Ignored("resource_type:" + (name.isEmpty() ? "none" : name));
  }

  /** Bounded, in small letters, and whatever is odd as an underscore. */
  static String counted(String type) {
    String bounded = Redaction.redact(type, 64).toLowerCase(Locale.ROOT);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < bounded.length(); i++) {
      char c = bounded.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '/';
      name.append(plain ? c : '_');
    }
    return name.toString();
  }

  /** Says where, not what: a parser's own message quotes its input. */
  private static Rejected malformed(IOException fault) {
    long at =
        fault instanceof StreamReadException read && read.getLocation() != null
            ? read.getLocation().getByteOffset()
            : -1;
    return new Rejected(
        "malformed_json",
        at < 0 ? "not a JSON object" : "not JSON at byte " + at + " of the entry");
  }

  private static boolean isUtf8(byte[] bytes, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
