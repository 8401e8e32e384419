// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import org.jspecify.annotations.Nullable;

/**
 * What a line says of its speaker or of something the speaker leans on. The target is a name or an
 * address, never more of the text than that, and empty where none is named.
 *
 * @param targetKind null where the signal is about the speaker
 * @param duration nanoseconds that were waited or taken; null where none are named
 */
record LineSignal(
    SignalKind kind, @Nullable ComponentKind targetKind, String target, @Nullable Long duration) {

  static final LineSignal NONE = of(SignalKind.NONE);

  /** About the speaker itself. */
  static LineSignal of(SignalKind kind) {
    return new LineSignal(kind, null, "", null);
  }

  static LineSignal of(SignalKind kind, ComponentKind targetKind, String target) {
    return new LineSignal(kind, targetKind, target, null);
  }

  LineSignal lasting(@Nullable Long nanos) {
    return nanos == null ? this : new LineSignal(kind, targetKind, target, nanos);
  }

  /** Whether another part of the same text may know better: of whom it speaks is not said. */
  boolean isVague() {
    return switch (kind) {
      case ADDRESS_TIMEOUT, ADDRESS_REFUSED, NAME_NOT_FOUND, CALL_TIMEOUT, CALL_FAILED ->
          target.isEmpty();
      default -> false;
    };
  }
}
