// SPDX-License-Identifier: Apache-2.0
/** Kafka Streams topologies over pure decision code. */
@NullMarked
package io.fivewhys.processors;

import org.jspecify.annotations.NullMarked;
