// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of an audit entry, read whole: these are rare and nobody knows the order of their
 * members. Scalars are kept as their text, so a number and a string of digits are the same; null is
 * absence; asking an absent or other kind of value gives nothing and never fails.
 *
 * @param value a Map of Node by name, a List of Node, a String, or null
 */
record Node(@Nullable Object value) {

  static final Node ABSENT = new Node(null);

  /** Reads the value that the parser stands on, to its last token. */
  static Node read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Node> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          Node member = read(parser);
          if (member.value != null) {
            members.put(name, member);
          }
        }
        yield new Node(members);
      }
      case START_ARRAY -> {
        List<Node> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield new Node(elements);
      }
      case VALUE_NULL -> ABSENT;
      default -> new Node(parser.getText());
    };
  }

  Node at(String... path) {
    Node node = this;
    for (String name : path) {
      node = node.members().getOrDefault(name, ABSENT);
    }
    return node;
  }

  @SuppressWarnings("unchecked")
  Map<String, Node> members() {
    return value instanceof Map ? (Map<String, Node>) value : Map.of();
  }

  @SuppressWarnings("unchecked")
  List<Node> elements() {
    return value instanceof List ? (List<Node>) value : List.of();
  }

  boolean isPresent() {
    return value != null;
  }

  /** Null unless a scalar that is not empty. */
  @Nullable String text() {
    return value instanceof String text && !text.isEmpty() ? text : null;
  }

  String textOr(String otherwise) {
    String text = text();
    return text == null ? otherwise : text;
  }

  /** Null unless a whole number. */
  @Nullable Long whole() {
    String text = text();
    if (text == null || text.length() > 24) {
      return null;
    }
    try {
      double number = Double.parseDouble(text.strip());
      return number == Math.rint(number) && Math.abs(number) < 9e15 ? (long) number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Nullable Integer integer() {
    Long number = whole();
    return number == null || number != number.intValue() ? null : number.intValue();
  }

  /** {@code True}, {@code "false"} and their like; null for anything else. */
  @Nullable Boolean flag() {
    String text = text();
    if (text == null) {
      return null;
    }
    return switch (text.strip().toLowerCase(java.util.Locale.ROOT)) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  /** Nanoseconds since the epoch; null for what is no time. */
  @Nullable Long time() {
    String text = text();
    long nanos = text == null ? Timestamps.MALFORMED : Timestamps.parse(text);
    return nanos < 0 ? null : nanos;
  }
}
