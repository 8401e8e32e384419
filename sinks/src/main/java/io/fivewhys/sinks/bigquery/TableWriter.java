// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends rows to one table in order, each exactly once as long as the caller saves the position
 * that {@link #flush} returns together with the place of its source. Used by one thread.
 */
public interface TableWriter extends AutoCloseable {

  /** Takes a row; it is in the table after the next {@link #flush}. May wait for earlier ones. */
  void append(List<@Nullable Object> values);

  /** Puts rows on their way without waiting for answers, so that several tables' ways overlap. */
  void send();

  /** Returns once every row is durable: the position for the place that the source has reached. */
  StreamPosition flush();

  /**
   * The position for the place that the source was at before, with what is durable since: to be
   * saved when {@link #flush} failed, so that nothing depends on how long the stream remembers.
   * Null where no row has come yet.
   */
  @Nullable StreamPosition reached();

  /** Gives up what is not flushed. */
  @Override
  void close();
}
