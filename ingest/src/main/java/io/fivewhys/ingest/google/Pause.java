// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

/** How a loop waits; a test need not. */
@FunctionalInterface
public interface Pause {
  void forNanos(long nanos) throws InterruptedException;
}
