// SPDX-License-Identifier: Apache-2.0
/** What the stages keep, so that they go on elsewhere as if nothing had happened. */
@NullMarked
package io.fivewhys.processors.state;

import org.jspecify.annotations.NullMarked;
