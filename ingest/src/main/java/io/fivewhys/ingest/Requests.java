// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Requests as Cloud Run or a load balancer logged them. They are stamped with their start and
 * written at their end, which is when they happened here.
 */
final class Requests {

  private static final int LONGEST_TEXT = 300;

  Decoded decode(Entry entry, EventHead head, ComponentKind kind, String component) {
    if (!entry.hasHttp) {
      return new Rejected("no_http_request", "an entry of the request log without httpRequest");
    }
    if (entry.status == Entry.BAD_STATUS) {
      return new Rejected("bad_status", "httpRequest.status must be a number from 0 to 999");
    }
    Long latency = null;
    if (entry.latency != Entry.ABSENT) {
      if (entry.latency == Timestamps.MALFORMED) {
        return new Rejected("bad_latency", "httpRequest.latency must be seconds such as \"0.25s\"");
      }
      if (entry.latency < 0 || entry.latency > LatencyBuckets.MAX_NANOS) {
        return new Rejected("latency_out_of_range", "httpRequest.latency must be 0 to nine days");
      }
      latency = entry.latency;
    }
    long end = head.entryTime() + (latency == null ? 0 : latency);
    if (end < 0) {
      return new Rejected("timestamp_out_of_range", "the request ends after the year 2262");
    }
    PlatformEvent event = head.of(entry, kind, component);
    event.setEventTime(end);
    event.setBody(body(entry, latency));
    return new Accepted(event);
  }

  private Request body(Entry entry, @Nullable Long latency) {
    int status = entry.status == Entry.NO_STATUS ? 0 : entry.status;
    Request request = new Request();
    request.setStatus(status);
    request.setLatency(latency);
    request.setConnection(status == 101 || "websocket".equalsIgnoreCase(entry.protocol));
    request.setPlatformError(entry.text == null ? PlatformError.NONE : platformError(entry.text));
    request.setMethod(entry.method == null ? "" : entry.method);
    request.setRoute(entry.route);
    request.setHost(entry.host.isEmpty() ? null : entry.host);
    request.setProtocol(entry.protocol);
    String text = entry.text == null ? entry.statusDetails : entry.text;
    request.setErrorText(text == null ? null : Redaction.redact(text, LONGEST_TEXT));
    return request;
  }

  static PlatformError platformError(String text) {
    if (text.startsWith("The request was aborted because there was no available instance")) {
      return PlatformError.NO_AVAILABLE_INSTANCE;
    }
    if (text.startsWith("The request failed because the instance could not start")) {
      return PlatformError.INSTANCE_START_FAILED;
    }
    if (text.contains("found to be using too much memory")) {
      return PlatformError.MEMORY_LIMIT;
    }
    if (text.startsWith("The request failed because either the HTTP response was malformed")) {
      return PlatformError.MALFORMED_RESPONSE;
    }
    if (text.contains("instance failed the readiness check")) {
      return PlatformError.READINESS_CHECK_FAILED;
    }
    if (text.contains("has reached its maximum container instance limit")) {
      return PlatformError.INSTANCE_LIMIT;
    }
    if (text.contains("has reached the maximum request timeout")) {
      return PlatformError.REQUEST_TIMEOUT;
    }
    if (text.startsWith("The request was not authorized")) {
      return PlatformError.NOT_AUTHORIZED;
    }
    if (text.startsWith("The request was not authenticated")) {
      return PlatformError.NOT_AUTHENTICATED;
    }
    return text.isBlank() ? PlatformError.NONE : PlatformError.OTHER;
  }
}
