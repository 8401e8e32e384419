// SPDX-License-Identifier: Apache-2.0
/**
 * A project's own logs through the pipeline on this machine: as they come, or fetched from the
 * past.
 */
@NullMarked
package io.fivewhys.local.live;

import org.jspecify.annotations.NullMarked;
