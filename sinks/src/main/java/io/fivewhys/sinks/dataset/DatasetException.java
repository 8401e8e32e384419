// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dataset cannot be read or changed; the message says what was being done and what to do. */
public final class DatasetException extends RuntimeException {

  private final boolean passing;

  private DatasetException(String message, @Nullable Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** Rights, names and settings: it stays so until somebody does something. */
  public static DatasetException lasting(String message, @Nullable Throwable cause) {
    return new DatasetException(message, cause, false);
  }

  /** Somebody else's outage or limit: later it may go. */
  public static DatasetException passing(String message, @Nullable Throwable cause) {
    return new DatasetException(message, cause, true);
  }

  static DatasetException conflicts(List<Conflict> conflicts) {
    return lasting(
        conflicts.stream()
            .map(Conflict::toString)
            .collect(Collectors.joining("\n  ", "nothing was changed:\n  ", "")),
        null);
  }

  /**
   * The same, with how far a plan came.
   *
   * @param left the change that failed, and those after it
   */
  DatasetException after(int done, List<Change> left) {
    return new DatasetException(
        "%s%n  done before, and stays: %d of %d; not done: %s"
            .formatted(
                getMessage(),
                done,
                done + left.size(),
                left.stream().map(Change::subject).collect(Collectors.joining(", "))),
        this,
        passing);
  }

  public boolean isPassing() {
    return passing;
  }
}
