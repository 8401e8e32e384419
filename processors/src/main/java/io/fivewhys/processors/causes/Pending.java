// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.KnownPending;

/**
 * A cause found for a service, until it has been found for long enough to be told.
 *
 * @param found when it was found for the first time, microseconds
 */
record Pending(Cause cause, long found) {

  KnownPending save(String project, Place place) {
    return new KnownPending(project, place.component(), place.location(), cause.save(), found);
  }

  static Pending restore(KnownPending known) {
    return new Pending(Cause.restore(known.getCause()), known.getFound());
  }
}
