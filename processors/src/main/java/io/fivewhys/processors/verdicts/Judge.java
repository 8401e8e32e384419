// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.Control;
import io.fivewhys.Verdict;
import io.fivewhys.contract.Settings;

/** Decides whether a revision is to blame. */
public final class Judge {

  public Judge(Settings settings) {}

  public Judgement judge(Trial trial) {
    return new Judgement(
        Verdict.INSUFFICIENT_DATA,
        null,
        Control.NONE,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        "not judged yet",
        null);
  }
}
