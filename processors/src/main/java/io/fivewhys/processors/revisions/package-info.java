// SPDX-License-Identifier: Apache-2.0
/**
 * The warm stage's history of revisions: what was announced, who deployed, what took traffic when;
 * which of it is a change, what differs, and what a verdict on it rests on. The decisions are in
 * plain classes under {@link io.fivewhys.processors.revisions.Revisions}; the processor carries
 * them through Kafka Streams.
 */
@NullMarked
package io.fivewhys.processors.revisions;

import org.jspecify.annotations.NullMarked;
