// SPDX-License-Identifier: Apache-2.0
/** What leaves the pipeline: warehouse rows and the report. */
@NullMarked
package io.fivewhys.sinks;

import org.jspecify.annotations.NullMarked;
