// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.state;

import org.jspecify.annotations.Nullable;

/** Told each change of state at once: a value to keep, or null for a key to remove. */
public interface StateWriter {

  /** For those who start afresh anyway. */
  StateWriter NONE = (key, value) -> {};

  void write(String key, byte @Nullable [] value);
}
