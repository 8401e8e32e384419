// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.contract.Settings;

/** How much one minute of one component tells apart. */
record Limits(int instances, int signatures, int targets) {

  static Limits of(Settings settings) {
    return new Limits(
        settings.get(Settings.MAX_INSTANCES),
        settings.get(Settings.MAX_SIGNATURES),
        settings.get(Settings.MAX_TARGETS));
  }
}
