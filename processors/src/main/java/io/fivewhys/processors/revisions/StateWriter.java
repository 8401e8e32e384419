// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import org.jspecify.annotations.Nullable;

/** Told each change of state at once: a value to keep, or null for a key to remove. */
interface StateWriter {
  void write(String key, byte @Nullable [] value);
}
