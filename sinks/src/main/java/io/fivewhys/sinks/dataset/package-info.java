// SPDX-License-Identifier: Apache-2.0
/**
 * Tables, views and functions of the warehouse: what there is, what there is to be, and the steps
 * from one to the other.
 */
@NullMarked
package io.fivewhys.sinks.dataset;

import org.jspecify.annotations.NullMarked;
