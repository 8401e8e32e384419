// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.contract.PlatformEventHead;

/**
 * Lets another node have some of the events that were counted, each once: repeats are gone by then.
 *
 * @param outlet name of the node
 */
public record Tap(String outlet, Filter filter) {

  /** Which events; asked of every one, so it looks at no more than it must. */
  public interface Filter {

    /**
     * @param key the event's topic key
     */
    boolean wants(byte[] key, PlatformEventHead head);
  }
}
