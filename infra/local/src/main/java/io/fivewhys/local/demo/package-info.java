// SPDX-License-Identifier: Apache-2.0
/** Recorded incidents of an invented platform, written by generators. */
@NullMarked
package io.fivewhys.local.demo;

import org.jspecify.annotations.NullMarked;
