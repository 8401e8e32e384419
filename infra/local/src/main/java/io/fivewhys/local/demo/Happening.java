// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.util.random.RandomGenerator;

/** Something that happens at some moment: it changes the world, and the world's logs tell of it. */
@FunctionalInterface
interface Happening {

  /**
   * @param at nanoseconds since the epoch
   * @param random its own, so that one more happening does not change the others
   */
  void happen(long at, World world, RandomGenerator random);
}
