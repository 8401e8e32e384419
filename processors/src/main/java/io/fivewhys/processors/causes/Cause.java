// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.CauseKind;
import io.fivewhys.KnownCause;
import java.util.Comparator;

/**
 * What is at fault: the key by which what hurts is gathered into one incident.
 *
 * @param revision empty where none is to blame
 */
record Cause(CauseKind kind, Place place, String revision) implements Comparable<Cause> {

  private static final Comparator<Cause> ORDER =
      Comparator.comparing(Cause::kind).thenComparing(Cause::place).thenComparing(Cause::revision);

  static Cause of(CauseKind kind, Place place) {
    return new Cause(kind, place, "");
  }

  KnownCause save() {
    return new KnownCause(kind, place.component(), place.location(), revision);
  }

  static Cause restore(KnownCause known) {
    return new Cause(
        known.getKind(), Place.of(known.getComponent(), known.getLocation()), known.getRevision());
  }

  @Override
  public int compareTo(Cause other) {
    return ORDER.compare(this, other);
  }
}
