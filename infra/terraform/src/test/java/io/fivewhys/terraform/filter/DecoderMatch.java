// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import io.fivewhys.ingest.LogDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the filter takes what the decoder understands, and nothing else. Where they differ on
 * purpose the difference has a name and a reason here; any other is a fault.
 */
final class DecoderMatch {

  static final String SAME = "same";

  /** Understood, yet not sent: nothing downstream counts it, or it is better not sent. */
  static final Map<String, Query> NOT_SENT = new LinkedHashMap<>();

  /** Sent, yet not understood: it can only be told by reading, and is rare or excluded by name. */
  static final Set<String> NOT_READ =
      Set.of("cloudsql_noise", "split_continuation", "audit_other", "audit_read", "no_payload");

  static {
    // Every statement of every client, of which the decoder makes events that carry no signal.
    notSent("the general log of MySQL", "log_id(\"cloudsql.googleapis.com/mysql-general.log\")");
    notSent("audited statements", "protoPayload.methodName=\"cloudsql.instances.query\"");
    // Only what a balancer failed at is counted; the service has counted what went well.
    notSent("answers of load balancers that went well", "resource.type:lb_ httpRequest.status<400");
    notSent(
        "answers of load balancers that went well",
        "resource.type:http_load_balancer httpRequest.status<400");
    // The record of a certificate made holds its private key; connectors get one every hour.
    notSent("certificates of clients", "protoPayload.methodName=~\"sslCerts|EphemeralCert\"");
    // What fivewhys itself runs on, and nothing that is watched.
    notSent("worker pools", "resource.type=cloud_run_worker_pool");
    // What was never done cannot have caused anything.
    notSent("denied by a policy", "log_id(\"cloudaudit.googleapis.com/policy\")");
    // Cloud Resource Manager tells of changes in the activity log.
    notSent(
        "not an activity",
        "log_id(\"cloudaudit.googleapis.com/data_access\") protoPayload.methodName:SetIamPolicy");
  }

  private final LogDecoder decoder = new LogDecoder(Settings.defaults());
  private final Query inclusion;

  DecoderMatch(Query inclusion) {
    this.inclusion = inclusion;
  }

  private static void notSent(String name, String query) {
    NOT_SENT.merge(name, Query.parse(query), (one, other) -> new Query.Any(List.of(one, other)));
  }

  Decoded decode(byte[] bytes) {
    return decoder.decode(bytes);
  }

  /** {@link #SAME}, the name of a difference that is meant, or what differs and should not. */
  String of(JsonNode entry, Decoded decoded) {
    boolean sent = inclusion.matches(entry);
    return switch (decoded) {
      case Accepted accepted -> sent ? SAME : notSent(entry);
      case Ignored(String reason) ->
          !sent ? SAME : NOT_READ.contains(reason) ? reason : "sent and ignored: " + reason;
      case Rejected(String reason, String detail) -> sent ? "rejected: " + reason : SAME;
      case Decoded.Sampled sampled -> sent ? "sent and a time series" : SAME;
    };
  }

  private static String notSent(JsonNode entry) {
    return NOT_SENT.entrySet().stream()
        .filter(difference -> difference.getValue().matches(entry))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("understood and not sent");
  }
}
