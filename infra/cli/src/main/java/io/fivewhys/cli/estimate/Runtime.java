// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import java.util.Locale;

/** What the three services run on. */
public enum Runtime {
  WORKER_POOLS,
  GKE;

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
