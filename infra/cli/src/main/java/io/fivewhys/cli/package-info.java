// SPDX-License-Identifier: Apache-2.0
/** The fivewhys command. */
@NullMarked
package io.fivewhys.cli;

import org.jspecify.annotations.NullMarked;
