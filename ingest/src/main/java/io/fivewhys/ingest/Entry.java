// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a log entry found, before it is decided what it means. Names, routes, labels
 * and ids are redacted already; texts and the audit record are not. Used again for the next entry,
 * so that the hot path makes no more objects than the event needs.
 */
final class Entry {

  /** No time was sent. */
  static final long ABSENT = Long.MIN_VALUE + 2;

  static final int NO_STATUS = -1;
  static final int BAD_STATUS = -2;

  @Nullable LogName logName;
  @Nullable String severity;
  String insertId = "";
  @Nullable String trace;
  @Nullable String span;
  long timestamp;
  long receiveTimestamp;

  boolean hasResource;
  @Nullable String resourceType;
  String project = "";
  String location = "";
  String service = "";
  String revision = "";
  String database = "";
  String loadBalancer = "";
  String redisInstance = "";
  String secret = "";

  boolean hasHttp;
  @Nullable String method;
  String route = "/";
  String host = "";
  @Nullable String protocol;
  int status;
  long latency;

  @Nullable String instance;
  long instanceId;
  @Nullable String container;
  @Nullable String scalingReason;
  Map<String, String> labels = Map.of();

  @Nullable String text;
  boolean hasJson;
  @Nullable String jsonType;
  @Nullable String jsonMessage;
  @Nullable String jsonError;

  /** Stack of a structured line, where it has a member of its own. */
  @Nullable String jsonStack;

  @Nullable String statusDetails;
  Node audit = Node.ABSENT;

  /** Which part of an entry that was too long for one; 0 for the first and for whole ones. */
  int part;

  boolean first;
  boolean last;
  boolean snakeCase;

  /** Whether it has members of an asset of the Cloud Asset Inventory. */
  boolean asset;

  /** Whether it has members of a time series of Cloud Monitoring. */
  boolean metric;

  boolean points;

  byte @Nullable [] pushed;

  void clear() {
    logName = null;
    severity = null;
    insertId = "";
    trace = null;
    span = null;
    timestamp = ABSENT;
    receiveTimestamp = ABSENT;
    hasResource = false;
    resourceType = null;
    project = "";
    location = "";
    service = "";
    revision = "";
    database = "";
    loadBalancer = "";
    redisInstance = "";
    secret = "";
    hasHttp = false;
    method = null;
    route = "/";
    host = "";
    protocol = null;
    status = NO_STATUS;
    latency = ABSENT;
    instance = null;
    instanceId = 0;
    container = null;
    scalingReason = null;
    labels = Map.of();
    text = null;
    hasJson = false;
    jsonType = null;
    jsonMessage = null;
    jsonError = null;
    jsonStack = null;
    statusDetails = null;
    audit = Node.ABSENT;
    part = 0;
    first = false;
    last = false;
    snakeCase = false;
    asset = false;
    metric = false;
    points = false;
    pushed = null;
  }

  void label(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(name, value);
    labels = more;
  }

  /** What a structured line says beside its message: error and stack. */
  @Nullable String jsonDetail() {
    if (jsonError == null || jsonStack == null) {
      return jsonError == null ? jsonStack : jsonError;
    }
    return jsonError + "\n" + jsonStack;
  }

  /** Project named by the resource, else by the log. */
  String projectOrLogs() {
    return !project.isEmpty() || logName == null || logName.project() == null
        ? project
        : logName.project();
  }
}
