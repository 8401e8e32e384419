// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.time.InstantSource;

/** The server's clock, and what is to happen later by it: a test moves it by hand. */
interface ServerTime extends InstantSource, AutoCloseable {

  /** Runs a short task, on a thread of the clock's. */
  void after(Duration delay, Runnable task);

  /** What is still to happen does not. */
  @Override
  default void close() {}
}
