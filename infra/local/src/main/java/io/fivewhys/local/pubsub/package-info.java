// SPDX-License-Identifier: Apache-2.0
/** Google Cloud Pub/Sub on one machine, for the unmodified clients. */
@NullMarked
package io.fivewhys.local.pubsub;

import org.jspecify.annotations.NullMarked;
