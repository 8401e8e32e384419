// SPDX-License-Identifier: Apache-2.0
/**
 * What one room may assume about another: topics, the codec of their records, the latency
 * histogram, warehouse tables and settings. Depends on nothing but Avro.
 */
@NullMarked
package io.fivewhys.contract;

import org.jspecify.annotations.NullMarked;
