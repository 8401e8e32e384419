// SPDX-License-Identifier: Apache-2.0
/** What the log sink takes and leaves, tried without Google. */
@NullMarked
package io.fivewhys.terraform.filter;

import org.jspecify.annotations.NullMarked;
