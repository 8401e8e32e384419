// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of two revisions of a service is the newer: by generation where both are known, else by the
 * number in generated names, else by creation, else by first traffic. What is known differs from
 * pair to pair, so this is no order to sort by.
 */
final class Age {

  private static final Pattern GENERATED = Pattern.compile(".*-(\\d{5})-[a-z0-9]{3}");

  private Age() {}

  /** Negative when {@code one} is older than {@code other}. */
  static int compare(RevisionHistory one, RevisionHistory other) {
    Integer order = compare(one.facts.getGeneration(), other.facts.getGeneration());
    if (order == null) {
      order = compare(one.number, other.number);
    }
    if (order == null) {
      order = compare(one.facts.getCreatedAt(), other.facts.getCreatedAt());
    }
    if (order == null) {
      order = compare(traffic(one), traffic(other));
    }
    return order == null ? one.name.compareTo(other.name) : order;
  }

  static boolean older(RevisionHistory one, RevisionHistory other) {
    return compare(one, other) < 0;
  }

  private static @Nullable Integer compare(@Nullable Long one, @Nullable Long other) {
    return one == null || other == null || one.equals(other)
        ? null
        : (Integer) one.compareTo(other);
  }

  /** That of {@code checkout-00042-abc}; null for a name that somebody chose. */
  static @Nullable Long number(String name) {
    Matcher matcher = GENERATED.matcher(name);
    return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
  }

  private static @Nullable Long traffic(RevisionHistory revision) {
    return revision.served() ? revision.firstTraffic : null;
  }
}
