// SPDX-License-Identifier: Apache-2.0
/**
 * What one room may assume about another: topics, the codec of their records, the latency
 * histogram, warehouse tables and settings, how Kafka is reached and what a service is.
 */
@NullMarked
package io.fivewhys.contract;

import org.jspecify.annotations.NullMarked;
