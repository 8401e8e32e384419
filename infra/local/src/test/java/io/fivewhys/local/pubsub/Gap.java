// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

/**
 * Where Google's emulator (0.8.20) differs from the service that it stands for. The contract's
 * tests hold it to these differences, so that we notice when one is mended.
 */
enum Gap {
  /** It delivers what a filter leaves out. */
  FILTERS,
  /** What was refused comes again at once, whatever the retry policy says. */
  RETRY_POLICY,
  /** After a refusal only that message comes again, not those after it in its ordering key. */
  ORDERED_SUFFIX,
  /** What was refused comes after what is newer. */
  REDELIVERY_ORDER,
  /** A stream gets more than it asked for. */
  FLOW_CONTROL,
  /** An empty request on a stream is not answered, so that idle streams of newer clients die. */
  KEEPALIVE,
}
