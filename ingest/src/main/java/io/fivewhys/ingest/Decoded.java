// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.PlatformEvent;
import java.util.List;

/** What became of one log entry: an event, or the reason why there is none. */
public sealed interface Decoded {

  record Accepted(PlatformEvent event) implements Decoded {}

  /** A sound entry that nothing downstream needs. */
  record Ignored(String reason) implements Decoded {}

  /**
   * Not understood.
   *
   * @param reason a fixed word, counted by
   * @param detail a sentence that quotes nothing of the entry
   */
  record Rejected(String reason, String detail) implements Decoded {}

  /**
   * A time series, which is as many entries as it has points.
   *
   * @param points what became of each, none of them a series; at least one
   */
  record Sampled(List<Decoded> points) implements Decoded {}
}
