// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import org.jspecify.annotations.Nullable;

/**
 * One kind of cause: says whether it explains a trouble, from time order, scope and proportion, or
 * clears what it looked at and found well.
 */
@FunctionalInterface
interface Rule {

  /**
   * @return null where it explains nothing
   */
  @Nullable Finding look(Scene scene, Trouble trouble);
}
