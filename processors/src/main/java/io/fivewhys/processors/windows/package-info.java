// SPDX-License-Identifier: Apache-2.0
/**
 * The hot stage: every event once, folded into one-minute cells. The arithmetic is in plain classes
 * under {@link io.fivewhys.processors.windows.Windows}; the store and the processor carry it
 * through Kafka Streams.
 */
@NullMarked
package io.fivewhys.processors.windows;

import org.jspecify.annotations.NullMarked;
