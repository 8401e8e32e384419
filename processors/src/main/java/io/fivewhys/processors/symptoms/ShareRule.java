// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/** One way to see in a share that something hurts. */
interface ShareRule {
  Alarm of(Look look);
}
