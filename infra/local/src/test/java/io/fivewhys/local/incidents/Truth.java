// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.CauseKind;
import java.util.List;
import java.util.Set;

/**
 * What a recording holds.
 *
 * @param incidents all of them
 * @param never components, by name, that are no root cause of anything here
 * @param neverKinds causes that nothing here has
 */
record Truth(List<Expected> incidents, Set<String> never, Set<CauseKind> neverKinds) {

  static Truth of(Expected... incidents) {
    return new Truth(List.of(incidents), Set.of(), Set.of());
  }

  static Truth quiet() {
    return of();
  }

  Truth never(String... components) {
    return new Truth(incidents, Set.of(components), neverKinds);
  }

  Truth neverKinds(CauseKind... kinds) {
    return new Truth(incidents, never, Set.of(kinds));
  }
}
