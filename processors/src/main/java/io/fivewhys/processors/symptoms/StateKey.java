// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.processors.state.KeyPart;

/**
 * The keys under which this stage's state is kept: of a component {@code minute/…}, {@code five/…},
 * {@code hour/…} and {@code shape/…} one slot of a ring each, {@code open/…} what a source said
 * last of an open minute, {@code episode/…} a symptom that has begun and {@code cleared/…} when the
 * last one ended. Small values only: one message of the changelog holds no more than one of them.
 */
final class StateKey {

  private StateKey() {}

  /**
   * Whose state it is.
   *
   * @param component of a component
   * @param slo of one of its objectives, empty for its own counts
   */
  record Place(ComponentName component, String slo) {
    String key(String name, long slot) {
      return StateKey.key(name, component, slo) + '/' + slot;
    }
  }

  static String key(String name, ComponentName component, String slo) {
    return name
        + '/'
        + component.kind()
        + '/'
        + KeyPart.of(component.location())
        + '/'
        + KeyPart.of(component.component())
        + '/'
        + KeyPart.of(slo);
  }
}
