// SPDX-License-Identifier: Apache-2.0
/** Recorded logs through the real topologies, deterministically. */
@NullMarked
package io.fivewhys.local.replay;

import org.jspecify.annotations.NullMarked;
