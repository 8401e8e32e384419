// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import org.jspecify.annotations.Nullable;

/**
 * What a component may use.
 *
 * @param value null where it is not known
 * @param from what sets it, in a few words
 */
record Limit(@Nullable Double value, String from) {

  static final Limit UNKNOWN = new Limit(null, "");

  static Limit of(double value, String from) {
    return new Limit(value, from);
  }
}
