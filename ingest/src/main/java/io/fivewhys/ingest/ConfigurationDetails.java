// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ConfigurationKind;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The few members of an audit record's request that say what was changed. Nothing else is read. */
final class ConfigurationDetails {

  private static final int LONGEST_VALUE = 200;
  private static final int MOST = 30;

  private ConfigurationDetails() {}

  /** By name, in order, bounded and redacted. */
  static final class Details {
    private final TreeMap<String, String> values = new TreeMap<>();

    void put(String name, @Nullable String value) {
      if (value != null && values.size() < MOST) {
        values.put(Redaction.redact(name, LONGEST_VALUE), Redaction.redact(value, LONGEST_VALUE));
      }
    }

    /** For a value that holds nothing to mask. */
    private void putSafe(String name, String value) {
      if (values.size() < MOST) {
        values.put(name, value);
      }
    }

    void copy(Node from, String... names) {
      for (String name : names) {
        put(name, from.at(name).text());
      }
    }

    Map<String, String> asMap() {
      return values;
    }
  }

  static Details of(ConfigurationKind kind, Node audit, Actors actors) {
    Details details = new Details();
    Node request = audit.at("request");
    switch (kind) {
      case SQL_INSTANCE -> sqlInstance(request, audit.at("response"), details);
      case CONNECTOR -> {
        details.copy(
            request.at("connector"),
            "machineType",
            "minInstances",
            "maxInstances",
            "minThroughput",
            "maxThroughput",
            "ipCidrRange",
            "network");
        details.put("subnet", request.at("connector", "subnet", "name").text());
        details.put("updateMask", request.at("updateMask").text());
      }
      case REDIS_INSTANCE -> {
        details.copy(
            request.at("instance"), "tier", "memorySizeGb", "redisVersion", "replicaCount");
        details.put(
            "maxmemory-policy", request.at("instance", "redisConfigs", "maxmemory-policy").text());
        details.put("updateMask", request.at("updateMask").text());
      }
      case IAM -> iam(audit, details, actors);
      case SECRET_VERSION -> details.put("state", audit.at("response", "state").text());
      case SECRET, SQL_USER, OTHER -> {}
    }
    return details;
  }

  private static void sqlInstance(Node request, Node response, Details details) {
    Node body = request.at("body");
    Node settings = body.at("settings");
    details.copy(body, "databaseVersion", "region");
    details.copy(
        settings,
        "tier",
        "edition",
        "activationPolicy",
        "availabilityType",
        "dataDiskSizeGb",
        "storageAutoResize");
    details.put("ipv4Enabled", settings.at("ipConfiguration", "ipv4Enabled").text());
    for (Node flag : settings.at("databaseFlags").elements()) {
      String name = flag.at("name").text();
      if (name != null) {
        details.put("flag." + name, flag.at("value").text());
      }
    }
    details.put("operationType", response.at("operationType").text());
  }

  private static void iam(Node audit, Details details, Actors actors) {
    Node deltas = audit.at("serviceData", "policyDelta", "bindingDeltas");
    if (deltas.elements().isEmpty()) {
      deltas = audit.at("metadata", "policyDelta", "bindingDeltas");
    }
    int index = 0;
    for (Node delta : deltas.elements()) {
      String member = delta.at("member").text();
      String role = delta.at("role").text();
      if (role != null && index < MOST) {
        String change = Redaction.redact(delta.at("action").textOr("") + " " + role, LONGEST_VALUE);
        String who = member == null ? "" : " " + member(member, actors);
        details.putSafe("delta." + index++, change + who);
      }
    }
    if (index == 0) {
      for (Node binding : audit.at("request", "policy", "bindings").elements()) {
        String role = binding.at("role").text();
        if (role != null) {
          details.put("role." + index++, role);
        }
      }
    }
  }

  /** {@code serviceAccount:ci@acme.test} with its kind and domain, or a group of everybody. */
  private static @Nullable String member(String member, Actors actors) {
    int colon = member.indexOf(':');
    if (colon < 0) {
      boolean everybody = member.equals("allUsers") || member.equals("allAuthenticatedUsers");
      return everybody ? member : actors.pseudonym(member);
    }
    String kind = Redaction.redact(member.substring(0, colon + 1), LONGEST_VALUE);
    return kind + actors.pseudonym(member.substring(colon + 1));
  }
}
