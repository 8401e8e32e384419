// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.ingest.google.TailSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a watch has to say of itself, beside incidents: each time in a line, and at the end in sum.
 */
final class WatchNews implements TailSource.Listener {

  private final String project;
  private final PrintWriter console;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong listed = new AtomicLong();
  private boolean wasConnected;

  WatchNews(String project, PrintWriter console) {
    this.project = project;
    this.console = console;
  }

  @Override
  public void interrupted(String why, Duration retryAfter) {
    say(
        "the tail of project %s broke off, again in %d s: %s"
            .formatted(project, retryAfter.toSeconds(), why));
  }

  @Override
  public void connected(long missed) {
    if (wasConnected || missed > 0) {
      say("connected; %,d entries read from the time before".formatted(missed));
    }
    wasConnected = true;
  }

  @Override
  public void suppressed(Map<String, Long> countsByReason, boolean areListed) {
    countsByReason.forEach((reason, count) -> {
      (areListed ? listed : lost).addAndGet(count);
      say(
          areListed
              ? "WARNING: the tail left out %,d entries (%s); they are listed in half a minute"
                  .formatted(count, reason)
              : "WARNING: THE TAIL LEFT OUT %,d ENTRIES (%s): COUNTS SINCE THEN ARE NOT COMPLETE; narrow --filter, or let a sink send them"
                  .formatted(count, reason));
    });
  }

  void metricsFailed(String why) {
    say("metrics: " + why);
  }

  /** Whether the counts can be relied on. */
  String summary() {
    return lost.get() > 0
        ? "not complete: %,d entries were left out by the tail and not read".formatted(lost.get())
        : listed.get() > 0
            ? "%,d entries were left out by the tail, and listed afterwards".formatted(listed.get())
            : "the tail left no entry out";
  }

  private void say(String line) {
    console.println("fivewhys: " + TerminalText.plain(line));
    console.flush();
  }
}
