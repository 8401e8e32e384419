// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.incidents.Town.Setup;
import java.util.List;
import java.util.function.Function;

/**
 * A story about the town. The same seed gives the same bytes.
 *
 * @param core whether it is told in every build; the others only where all are asked for
 * @param story sets up what goes wrong and tells the truth about it
 */
record Scenario(String name, boolean core, int minutes, Setup setup, Function<Town, Truth> story) {

  /** The log of it, in order of arrival, and the truth. */
  record Recorded(List<Entry> entries, Truth truth) {}

  Recorded record(int seed) {
    Town town = new Town(seed, minutes, setup);
    Truth truth = story.apply(town);
    town.live();
    return new Recorded(town.cloud.recording(), truth);
  }
}
