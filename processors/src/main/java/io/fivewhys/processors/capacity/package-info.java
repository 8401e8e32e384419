// SPDX-License-Identifier: Apache-2.0
/** How much of what there is a project uses, hour by hour, against the limits that hold. */
@NullMarked
package io.fivewhys.processors.capacity;

import org.jspecify.annotations.NullMarked;
