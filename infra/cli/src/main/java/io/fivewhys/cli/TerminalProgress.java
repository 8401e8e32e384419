// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.local.replay.Progress;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line on the terminal that is written over: entries, rate, event time reached. */
final class TerminalProgress implements Progress {

  /** Set by the launcher when standard error is a terminal. */
  private static final String TERMINAL_PROPERTY = "fivewhys.terminal";

  private static final long EVERY_NANOS = 200_000_000L;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter terminal;
  private final LongSupplier nanoClock;
  private final long started;
  private long shown;

  TerminalProgress(PrintWriter terminal, LongSupplier nanoClock) {
    this.terminal = terminal;
    this.nanoClock = nanoClock;
    this.started = nanoClock.getAsLong();
  }

  /** Whether there is a terminal to write it on. */
  static boolean isWanted() {
    return Boolean.getBoolean(TERMINAL_PROPERTY);
  }

  @Override
  public void read(long entries, long bytes) {
    long now = nanoClock.getAsLong();
    if (due(now)) {
      show(
          String.format(
              Locale.ROOT,
              "read %,d entries, %,d MB, %,.0f entries/s",
              entries,
              bytes >> 20,
              entries * 1e9 / (now - started)));
    }
  }

  @Override
  public void processed(long events, long eventTimeNanos) {
    if (due(nanoClock.getAsLong())) {
      Instant reached = Instant.ofEpochSecond(0, eventTimeNanos).truncatedTo(ChronoUnit.SECONDS);
      show(String.format(Locale.ROOT, "processed %,d events, event time %s", events, reached));
    }
  }

  /** Of a backfill. */
  void fetched(long entries, Instant reached) {
    if (due(nanoClock.getAsLong())) {
      show(
          String.format(
              Locale.ROOT,
              "fetched %,d entries, all before %s",
              entries,
              reached.truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  @Override
  public void writing() {
    show("writing the warehouse and the report");
  }

  void clear() {
    terminal.print(CLEAR);
    terminal.flush();
  }

  private boolean due(long now) {
    if (now - shown < EVERY_NANOS) {
      return false;
    }
    shown = now;
    return true;
  }

  private void show(String text) {
    terminal.print(CLEAR + text);
    terminal.flush();
  }
}
