// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.Snapshot;

/**
 * What a subscription had not acknowledged at some moment, and all that its topic has taken since.
 * The topic's lock guards its messages.
 */
record LocalSnapshot(Snapshot said, LocalTopic topic, Retained retained) {

  String name() {
    return said.getName();
  }

  LocalSnapshot with(Snapshot changed) {
    return new LocalSnapshot(changed, topic, retained);
  }
}
