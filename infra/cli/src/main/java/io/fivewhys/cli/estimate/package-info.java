// SPDX-License-Identifier: Apache-2.0
/** How large a pipeline has to be for a load, and what that costs a month: plain arithmetic. */
@NullMarked
package io.fivewhys.cli.estimate;

import org.jspecify.annotations.NullMarked;
