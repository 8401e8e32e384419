// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/** How loudly a rule speaks. */
enum Alarm {
  NONE,
  TICKET,
  PAGE;

  Alarm or(Alarm other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
