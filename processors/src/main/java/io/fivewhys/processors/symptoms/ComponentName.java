// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ComponentKind;
import java.util.Comparator;

/** Which component of the project; in order of name, location and kind. */
record ComponentName(ComponentKind kind, String location, String component)
    implements Comparable<ComponentName> {

  private static final Comparator<ComponentName> ORDER =
      Comparator.comparing(ComponentName::component)
          .thenComparing(ComponentName::location)
          .thenComparing(ComponentName::kind);

  @Override
  public int compareTo(ComponentName other) {
    return ORDER.compare(this, other);
  }
}
