// SPDX-License-Identifier: Apache-2.0
/**
 * Escalations to a Pub/Sub topic, each at least once and those of an incident in order, as Avro or
 * JSON with CloudEvents attributes.
 */
@NullMarked
package io.fivewhys.sinks.pubsub;

import org.jspecify.annotations.NullMarked;
