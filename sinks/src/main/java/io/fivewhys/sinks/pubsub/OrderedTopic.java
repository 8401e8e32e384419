// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Escalation;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A topic that keeps the messages of one ordering key in the order in which they were given. When
 * one of them fails, it and all after it fail, each with a {@link PublishException}, until {@link
 * #resume}.
 */
interface OrderedTopic extends AutoCloseable {

  /** Done when the topic has it for good; the ordering key is the incident's id. */
  CompletableFuture<String> publish(Escalation escalation);

  /** Takes messages of that key again, after all that were given have failed. */
  void resume(String orderingKey);

  /** What the topic answered last where that was no success; null where it was. */
  @Nullable PublishFault lastFault();

  /** At once: what is under way may or may not arrive, and nothing more is heard of it. */
  @Override
  void close();
}
