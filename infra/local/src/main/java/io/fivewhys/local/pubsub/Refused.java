// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.List;

/** Acknowledgement ids that were not taken: void for ever, or only not yet. */
record Refused(List<String> permanent, List<String> unordered) {

  boolean isEmpty() {
    return permanent.isEmpty() && unordered.isEmpty();
  }
}
