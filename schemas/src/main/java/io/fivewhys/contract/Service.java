// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs until it is closed. Outages of what it leans on it waits out, and says so
 * meanwhile; only a fault of ours ends it.
 */
public interface Service extends AutoCloseable {

  void start();

  /** Done when it has stopped by itself: with the failure, if one stopped it. */
  CompletableFuture<@Nullable Void> done();

  /** What keeps it from doing its work now, in a sentence each; empty when it is ready. */
  List<String> unready();

  /** Finishes what is in hand, makes it durable and leaves its groups. */
  @Override
  void close();
}
