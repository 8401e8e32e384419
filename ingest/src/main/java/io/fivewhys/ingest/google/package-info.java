// SPDX-License-Identifier: Apache-2.0
/** Log entries and metrics from Google's own APIs, without Pub/Sub between. */
@NullMarked
package io.fivewhys.ingest.google;

import org.jspecify.annotations.NullMarked;
