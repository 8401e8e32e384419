// SPDX-License-Identifier: Apache-2.0
/** The report: what the warehouse holds, as one page to look at. */
@NullMarked
package io.fivewhys.sinks.report;

import org.jspecify.annotations.NullMarked;
