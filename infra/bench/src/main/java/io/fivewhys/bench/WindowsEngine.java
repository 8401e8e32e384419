// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import java.nio.file.Path;

/** One way to fold the events topic into minutes, which go to the topic of service minutes. */
interface WindowsEngine {

  String name();

  /** How it is set up, for the reader of the results. */
  String setup();

  /**
   * Starts to read the events from the beginning, remembering nothing of earlier jobs.
   *
   * @param directory its own, for what it keeps on disk
   * @param id of this job, never used before
   * @param threads that may work on it
   */
  Job start(String bootstrapServers, Path directory, String id, int threads) throws Exception;

  interface Job extends AutoCloseable {

    /** How many events were folded into their minutes so far. */
    long folded();

    /** Once all are folded: waits until all of it is in the topic, and ends. */
    @Override
    void close() throws Exception;
  }
}
