// SPDX-License-Identifier: Apache-2.0
/**
 * From symptoms to causes: what hurts, why, what it is not, and what to do. Pure: {@link
 * io.fivewhys.processors.causes.Board} holds what is known of a project, each rule looks at it for
 * one kind of cause, and {@link io.fivewhys.processors.causes.Incidents} keeps one incident for
 * each.
 */
@NullMarked
package io.fivewhys.processors.causes;

import org.jspecify.annotations.NullMarked;
