// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What stands in an entry under a path. A field that the type of log entries knows has a value even
 * where it was not sent; a member of a payload, or a label, that was not sent is missing.
 */
final class Fields {

  private static final Set<String> OF_AN_ENTRY =
      Set.of(
          "logName",
          "resource",
          "textPayload",
          "jsonPayload",
          "protoPayload",
          "timestamp",
          "receiveTimestamp",
          "severity",
          "insertId",
          "httpRequest",
          "labels",
          "operation",
          "trace",
          "spanId",
          "traceSampled",
          "sourceLocation",
          "split",
          "errorGroups");

  private static final Set<String> NUMBERS =
      Set.of(
          "status",
          "requestSize",
          "responseSize",
          "cacheFillBytes",
          "line",
          "index",
          "totalSplits");

  private Fields() {}

  static boolean isKnown(String root) {
    return OF_AN_ENTRY.contains(root);
  }

  /** What was sent; each element of an array on the way. */
  static List<JsonNode> at(JsonNode entry, List<String> path) {
    List<JsonNode> found = List.of(entry);
    for (String name : path) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : found) {
        elements(node.path(name), next);
      }
      found = next;
    }
    return found;
  }

  /** With the default for what was not sent and has one. */
  static List<JsonNode> orDefault(JsonNode entry, List<String> path) {
    List<JsonNode> found = at(entry, path);
    boolean free =
        switch (path.getFirst()) {
          case "jsonPayload", "protoPayload", "labels" -> true;
          case "resource" -> path.size() > 1 && path.get(1).equals("labels");
          default -> false;
        };
    if (!found.isEmpty() || free) {
      return found;
    }
    return List.of(
        NUMBERS.contains(path.getLast())
            ? IntNode.valueOf(0)
            : TextNode.valueOf(path.getFirst().equals("severity") ? "DEFAULT" : ""));
  }

  private static void elements(JsonNode node, List<JsonNode> into) {
    if (node.isArray()) {
      node.forEach(element -> elements(element, into));
    } else if (!node.isMissingNode() && !node.isNull()) {
      into.add(node);
    }
  }
}
