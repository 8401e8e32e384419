// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Annotations of a revision by name, trimmed; the names of those that needed it are collected, as
 * such a blank has been the root cause of an outage.
 */
record SpecAnnotations(Node node, List<String> stray) {

  private static final int LONGEST = 300;
  private static final int MOST = 500;

  @Nullable String text(String name) {
    String value = node.at(name).text();
    if (value == null) {
      return null;
    }
    note(name, isStray(value));
    String trimmed = value.strip();
    return trimmed.isEmpty() ? null : Redaction.redact(trimmed, LONGEST);
  }

  @Nullable Integer integer(String name) {
    String value = text(name);
    return value == null ? null : new Node(value).integer();
  }

  @Nullable Boolean flag(String name) {
    String value = text(name);
    return value == null ? null : new Node(value).flag();
  }

  /** Parts between commas, without empty ones. */
  List<String> list(String name) {
    String value = node.at(name).text();
    return value == null ? List.of() : trimmed(name, List.of(value.split(",", -1)));
  }

  /** Parts that were sent apart, under the name of the annotation that they are elsewhere. */
  List<String> trimmed(String name, List<String> parts) {
    List<String> result = new ArrayList<>();
    boolean odd = false;
    for (String part : parts) {
      odd |= isStray(part);
      String trimmed = part.strip();
      if (!trimmed.isEmpty() && result.size() < MOST) {
        result.add(Redaction.redact(trimmed, LONGEST));
      }
    }
    note(name, odd);
    return result;
  }

  /** {@code alias:projects/P/secrets/S,…} by alias. */
  Map<String, String> aliases(String name) {
    Map<String, String> result = new TreeMap<>();
    for (String part : node.at(name).textOr("").split(",", MOST)) {
      int colon = part.indexOf(':');
      if (colon > 0) {
        result.put(part.substring(0, colon).strip(), part.substring(colon + 1).strip());
      }
    }
    return result;
  }

  private void note(String name, boolean odd) {
    if (odd && !stray.contains(name)) {
      stray.add(name);
    }
  }

  static boolean isStray(String value) {
    return value.indexOf('\r') >= 0 || value.length() != value.strip().length();
  }
}
