// SPDX-License-Identifier: Apache-2.0
/** What the partitions of the events have to say, brought into one order for each project. */
@NullMarked
package io.fivewhys.processors.observations;

import org.jspecify.annotations.NullMarked;
