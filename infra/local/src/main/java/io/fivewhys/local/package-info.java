// SPDX-License-Identifier: Apache-2.0
/** Everything on one machine: broker, warehouse server, replay, the demo. */
@NullMarked
package io.fivewhys.local;

import org.jspecify.annotations.NullMarked;
