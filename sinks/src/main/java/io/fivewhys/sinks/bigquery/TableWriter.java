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

  /** Returns once every row is durable: the position for the place that the source has reached. */
  StreamPosition flush();

  /** Gives up what is not flushed. */
  @Override
  void close();
}
