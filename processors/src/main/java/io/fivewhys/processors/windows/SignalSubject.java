// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * What a signal says, and of what.
 *
 * @param targetKind null where the speaker speaks of itself
 * @param target empty where it names nothing
 */
record SignalSubject(SignalKind signal, @Nullable ComponentKind targetKind, String target)
    implements Comparable<SignalSubject> {

  private static final String OTHER = "other";

  private static final Comparator<SignalSubject> ORDER =
      Comparator.comparing(SignalSubject::signal)
          .thenComparing(
              SignalSubject::targetKind, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(SignalSubject::target);

  static SignalSubject ofItself(SignalKind signal) {
    return new SignalSubject(signal, null, "");
  }

  /** What stands for this one where there are too many targets. */
  SignalSubject rest() {
    return new SignalSubject(signal, targetKind == null ? null : ComponentKind.OTHER, OTHER);
  }

  /** Whether it counts against the limit of targets: without a name there are only so many. */
  boolean isLimited() {
    return !target.isEmpty() && !equals(rest());
  }

  /** By this, which subjects are kept does not hang on which came first. */
  long rank() {
    String name = signal + "/" + targetKind + "/" + target;
    return SchemaNormalization.fingerprint64(name.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int compareTo(SignalSubject that) {
    return ORDER.compare(this, that);
  }
}
