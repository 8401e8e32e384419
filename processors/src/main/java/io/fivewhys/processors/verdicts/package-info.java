// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a new revision is to blame: {@link io.fivewhys.processors.verdicts.Judge} compares what
 * revisions did in minutes of event time. Pure: counts in, verdict with its reason out.
 */
@NullMarked
package io.fivewhys.processors.verdicts;

import org.jspecify.annotations.NullMarked;
