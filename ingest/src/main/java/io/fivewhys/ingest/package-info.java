// SPDX-License-Identifier: Apache-2.0
/** Log entries in, PlatformEvent out. */
@NullMarked
package io.fivewhys.ingest;

import org.jspecify.annotations.NullMarked;
