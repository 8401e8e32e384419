// SPDX-License-Identifier: Apache-2.0
/** Checks of what Terraform makes, against the code that runs on it. */
@NullMarked
package io.fivewhys.terraform;

import org.jspecify.annotations.NullMarked;
