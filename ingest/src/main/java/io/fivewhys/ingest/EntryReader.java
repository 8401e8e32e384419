// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a streaming parser over a log entry. Knows where things stand in LogEntry JSON and
 * nothing of what they mean: a member of an unexpected kind is taken as absent, an unknown one is
 * stepped over, of a repeated one the last counts. Not for use by more than one thread.
 */
final class EntryReader {

  /** Labels that tell which build is running; the others are the user's own business. */
  private static final Set<String> KEPT_LABELS =
      Set.of(
          "commit-sha",
          "commit_sha",
          "gcb-build-id",
          "gcb-trigger-id",
          "goog-managed-by",
          "managed-by",
          "migration-run");

  private static final int LONGEST_LABEL = 100;
  private static final int LONGEST_NAME = 50_000;
  private static final int LONGEST_NUMBER = 1_000;
  private static final int INSTANCE_TAIL = 16;
  private static final int LOG_NAMES = 1_000;
  private static final int INSTANCES = 10_000;

  /** Methods, protocols and severities are a word; anybody can send a longer one. */
  private static final int LONGEST_WORD = 20;

  private final JsonFactory factory;
  private final CachedStrings names = new CachedStrings(UnaryOperator.identity());
  private final CachedStrings words =
      new CachedStrings(text -> Redaction.redact(text, LONGEST_WORD));
  private final CachedStrings labels =
      new CachedStrings(text -> Redaction.redact(text, LONGEST_LABEL));
  private final Routes routes = new Routes();
  private final Map<String, LogName> logNames = new HashMap<>();

  private record Instance(@Nullable String tail, long id) {}

  private final Map<String, Instance> instances = new HashMap<>();

  /** The labels of the last entry that had one, as most have the same one. */
  private Map<String, String> oneLabel = Map.of();

  EntryReader(Settings settings) {
    int longest = settings.get(Settings.ENTRY_BYTES);
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(settings.get(Settings.ENTRY_DEPTH))
                    .maxStringLength(longest)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .build())
            // Names come from strangers: they must fill neither the JVM's table of interned
            // strings nor trip over the collisions they were made for.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  /**
   * Fills the entry from the bytes of one JSON object.
   *
   * @throws IOException when the bytes are no JSON, or exceed a limit
   */
  void read(byte[] bytes, int offset, int length, Entry into) throws IOException {
    into.clear();
    try (JsonParser parser = factory.createParser(bytes, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "not an object");
      }
      members(parser, into);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
  }

  /** Whether a text is itself a JSON object; then its message is taken from it. */
  boolean readPayload(String text, Entry into) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = factory.createParser(bytes)) {
      parser.nextToken();
      payload(parser, into);
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The scalar members of the object that is the payload, by name; a second look, rarely needed.
   */
  Map<String, String> payloadScalars(byte[] bytes, int offset, int length) {
    Map<String, String> scalars = new TreeMap<>();
    try (JsonParser parser = factory.createParser(bytes, offset, length)) {
      parser.nextToken();
      String name = parser.nextFieldName();
      for (; name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        if (name.equals("jsonPayload") && token == JsonToken.START_OBJECT) {
          scalars(parser, scalars);
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("read once already", e);
    }
    return scalars;
  }

  /**
   * The whole object that was read before; for what is rare and not a log entry.
   *
   * @throws IOException when a limit is exceeded by what was stepped over before
   */
  Node tree(byte[] bytes, int offset, int length) throws IOException {
    try (JsonParser parser = factory.createParser(bytes, offset, length)) {
      parser.nextToken();
      return Node.read(parser);
    }
  }

  private static void scalars(JsonParser parser, Map<String, String> into) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        into.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  private void members(JsonParser parser, Entry into) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "logName" -> into.logName = logName(nameOf(parser, token));
        case "severity" -> into.severity = cached(words, parser, token);
        case "insertId" -> {
          String id = text(parser, token);
          into.insertId = id == null ? "" : id;
        }
        case "trace" -> {
          if (token == JsonToken.VALUE_STRING) {
            into.trace =
                TraceIds.trace(
                    parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
          } else {
            parser.skipChildren();
          }
        }
        case "spanId" -> {
          if (token == JsonToken.VALUE_STRING) {
            into.span =
                TraceIds.span(
                    parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
          } else {
            parser.skipChildren();
          }
        }
        case "timestamp" -> into.timestamp = time(parser, token);
        case "receiveTimestamp" -> into.receiveTimestamp = time(parser, token);
        case "textPayload" -> into.text = text(parser, token);
        case "resource" -> resource(parser, token, into);
        case "httpRequest" -> http(parser, token, into);
        case "labels" -> labels(parser, token, into);
        case "jsonPayload" -> payload(parser, into);
        case "protoPayload" -> {
          if (token == JsonToken.START_OBJECT) {
            into.audit = Node.read(parser);
          } else {
            parser.skipChildren();
          }
        }
        case "operation" -> operation(parser, token, into);
        case "split" -> split(parser, token, into);
        case "log_name", "insert_id", "receive_timestamp", "text_payload", "json_payload" -> {
          into.snakeCase = true;
          parser.skipChildren();
        }
        case "asset" -> {
          into.asset |= token == JsonToken.START_OBJECT;
          parser.skipChildren();
        }
        case "assetType", "asset_type" -> {
          into.asset |= token == JsonToken.VALUE_STRING;
          parser.skipChildren();
        }
        case "metric" -> {
          into.metric |= token == JsonToken.START_OBJECT;
          parser.skipChildren();
        }
        case "points" -> {
          into.points |= token == JsonToken.START_ARRAY;
          parser.skipChildren();
        }
        case "message" -> push(parser, token, into);
        default -> parser.skipChildren();
      }
    }
  }

  private void resource(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    into.hasResource = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> into.resourceType = nameOf(parser, value);
        case "labels" -> {
          if (value == JsonToken.START_OBJECT) {
            resourceLabels(parser, into);
          } else {
            parser.skipChildren();
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  private void resourceLabels(JsonParser parser, Entry into) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "project_id" -> into.project = nameOr(parser, token, into.project);
        case "location", "region" -> into.location = nameOr(parser, token, into.location);
        case "service_name" -> into.service = nameOr(parser, token, into.service);
        case "revision_name" -> into.revision = nameOr(parser, token, into.revision);
        case "configuration_name" -> {
          String configuration = nameOr(parser, token, "");
          if (into.service.isEmpty()) {
            into.service = configuration;
          }
        }
        case "database_id" -> into.database = nameOr(parser, token, into.database);
        case "url_map_name" -> into.loadBalancer = nameOr(parser, token, into.loadBalancer);
        case "forwarding_rule_name", "target_proxy_name" -> {
          String rule = nameOr(parser, token, "");
          if (into.loadBalancer.isEmpty()) {
            into.loadBalancer = rule;
          }
        }
        case "instance_id" -> into.redisInstance = nameOr(parser, token, into.redisInstance);
        case "secret_id" -> into.secret = nameOr(parser, token, into.secret);
        default -> parser.skipChildren();
      }
    }
  }

  private void http(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    into.hasHttp = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "requestMethod" -> into.method = cached(words, parser, value);
        case "requestUrl" -> url(parser, value, into);
        case "status" -> into.status = status(parser, value);
        case "latency" -> into.latency = duration(parser, value);
        case "protocol" -> into.protocol = cached(words, parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void labels(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (value != JsonToken.VALUE_STRING) {
        parser.skipChildren();
        continue;
      }
      switch (name) {
        case "instanceId" -> instance(nameOr(parser, value, ""), into);
        case "container_name" -> into.container = nameOf(parser, value);
        case "scaling_reason" -> into.scalingReason = nameOf(parser, value);
        default -> {
          if (KEPT_LABELS.contains(name)) {
            label(
                name,
                labels.get(
                    parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()),
                into);
          }
        }
      }
    }
  }

  private void label(String name, String value, Entry into) {
    if (into.labels.isEmpty() && value.equals(oneLabel.get(name))) {
      into.labels = oneLabel;
      return;
    }
    into.label(name, value);
    if (into.labels.size() == 1) {
      oneLabel = into.labels;
    }
  }

  private void instance(String name, Entry into) {
    Instance known = instances.get(name);
    if (known == null) {
      known = name.isEmpty() ? new Instance(null, 0) : new Instance(tail(name), Hash64.of(name));
      if (instances.size() >= INSTANCES) {
        instances.clear();
      }
      instances.put(name, known);
    }
    into.instance = known.tail;
    into.instanceId = known.id;
  }

  /** Of a name that is no secret as a whole: the tail alone would not tell. */
  private static String tail(String name) {
    // What the platform gives are long runs of hex digits, as some keys are; the tail tells
    // neither.
    boolean hex = name.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    String redacted = hex ? name : Redaction.redact(name);
    return redacted.substring(Math.max(0, redacted.length() - INSTANCE_TAIL));
  }

  private void url(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return;
    }
    char[] url = parser.getTextCharacters();
    into.route = routes.template(url, parser.getTextOffset(), parser.getTextLength());
    into.host = routes.host(url, parser.getTextOffset(), parser.getTextLength());
  }

  /** What a structured line says of itself; the nearest thing to a message. */
  private void payload(JsonParser parser, Entry into) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    into.hasJson = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "message" -> into.jsonMessage = textOr(parser, token, into.jsonMessage);
        case "msg" -> {
          String text = text(parser, token);
          into.jsonMessage = into.jsonMessage == null ? text : into.jsonMessage;
        }
        case "stack", "stack_trace", "stacktrace", "stackTrace", "traceback", "exc_info" ->
            into.jsonStack = textOr(parser, token, into.jsonStack);
        case "error", "err", "exception" -> {
          String text = errorText(parser, token, into);
          into.jsonError = into.jsonError == null ? text : into.jsonError;
        }
        case "@type" -> into.jsonType = nameOf(parser, token);
        case "statusDetails" -> into.statusDetails = nameOf(parser, token);
        default -> parser.skipChildren();
      }
    }
  }

  private static @Nullable String errorText(JsonParser parser, JsonToken token, Entry into)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return text(parser, token);
    }
    String message = null;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("message")) {
        message = text(parser, value);
      } else if (name.equals("stack")) {
        into.jsonStack = textOr(parser, value, into.jsonStack);
      } else {
        parser.skipChildren();
      }
    }
    return message;
  }

  private static void operation(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "first" -> into.first = value == JsonToken.VALUE_TRUE;
        case "last" -> into.last = value == JsonToken.VALUE_TRUE;
        default -> parser.skipChildren();
      }
    }
  }

  private static void split(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    Integer part = Node.read(parser).at("index").integer();
    into.part = part == null ? 0 : part;
  }

  /** The message of a Pub/Sub push request holds the entry in base64. */
  private static void push(JsonParser parser, JsonToken token, Entry into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("data")) {
        into.pushed = parser.getBinaryValue();
      } else {
        parser.skipChildren();
      }
    }
  }

  private @Nullable LogName logName(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    LogName known = logNames.get(text);
    if (known == null) {
      if (logNames.size() >= LOG_NAMES) {
        logNames.clear();
      }
      known = LogName.of(text);
      logNames.put(text, known);
    }
    return known;
  }

  private static long time(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return Timestamps.parse(
          parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }
    parser.skipChildren();
    return token == JsonToken.VALUE_NULL ? Entry.ABSENT : Timestamps.MALFORMED;
  }

  private static long duration(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return Timestamps.duration(
          parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }
    parser.skipChildren();
    return token == JsonToken.VALUE_NULL ? Entry.ABSENT : Timestamps.MALFORMED;
  }

  /** Whole numbers, however written. */
  private static int status(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return Entry.NO_STATUS;
    }
    if (!token.isScalarValue()) {
      parser.skipChildren();
      return Entry.BAD_STATUS;
    }
    char[] text = parser.getTextCharacters();
    int at = parser.getTextOffset();
    int end = at + parser.getTextLength();
    if (end - at > 2 && text[end - 1] == '0' && text[end - 2] == '.') {
      end -= 2;
    }
    if (end == at || end - at > 3) {
      return Entry.BAD_STATUS;
    }
    int status = 0;
    for (; at < end; at++) {
      if (text[at] < '0' || text[at] > '9') {
        return Entry.BAD_STATUS;
      }
      status = status * 10 + text[at] - '0';
    }
    return status;
  }

  /** A text that comes again and again. */
  private @Nullable String nameOf(JsonParser parser, JsonToken token) throws IOException {
    return cached(names, parser, token);
  }

  private static @Nullable String cached(CachedStrings known, JsonParser parser, JsonToken token)
      throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return null;
    }
    return known.get(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private String nameOr(JsonParser parser, JsonToken token, String otherwise) throws IOException {
    String name = nameOf(parser, token);
    return name == null || name.isEmpty() ? otherwise : name;
  }

  private static @Nullable String text(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private static @Nullable String textOr(
      JsonParser parser, JsonToken token, @Nullable String otherwise) throws IOException {
    String text = text(parser, token);
    return text == null ? otherwise : text;
  }
}
