// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.List;
import java.util.Map;

/** Which messages a subscription takes, by their attributes. */
sealed interface Filter {

  boolean matches(Map<String, String> attributes);

  /** An empty one takes all; faults are told with their place. */
  static Filter parse(String text) {
    return text.isBlank() ? new All(List.of()) : new FilterParser(text).parse();
  }

  default boolean takesAll() {
    return this instanceof All all && all.parts().isEmpty();
  }

  /** {@code attributes:key}. */
  record Has(String key) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return attributes.containsKey(key);
    }
  }

  /** {@code attributes.key = "value"}. */
  record Is(String key, String value) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return value.equals(attributes.get(key));
    }
  }

  /** {@code hasPrefix(attributes.key, "prefix")}. */
  record HasPrefix(String key, String prefix) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      String value = attributes.get(key);
      return value != null && value.startsWith(prefix);
    }
  }

  /** {@code attributes.key != "value"} is the opposite of {@link Is}: it takes absent keys too. */
  record Not(Filter part) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return !part.matches(attributes);
    }
  }

  record All(List<Filter> parts) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return parts.stream().allMatch(part -> part.matches(attributes));
    }
  }

  record Any(List<Filter> parts) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return parts.stream().anyMatch(part -> part.matches(attributes));
    }
  }
}
