// SPDX-License-Identifier: Apache-2.0
/** Journeys across services, counted by the minute as their objectives say. */
@NullMarked
package io.fivewhys.processors.journeys;

import org.jspecify.annotations.NullMarked;
