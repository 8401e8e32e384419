// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import org.jspecify.annotations.Nullable;

/**
 * Where the {@link StreamPosition} of one table and one source is kept, as durable as the source.
 */
public interface StreamProgress {

  /** Null before the first save. */
  @Nullable StreamPosition load();

  /** Returns once it is durable, the place of the source unchanged. */
  void save(StreamPosition position);

  /** For a source that is read once from its begin to its end and never resumed. */
  static StreamProgress unkept() {
    return new StreamProgress() {
      @Override
      public @Nullable StreamPosition load() {
        return null;
      }

      @Override
      public void save(StreamPosition position) {}
    };
  }
}
