// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import org.jspecify.annotations.Nullable;

/** The warehouse did not take rows. */
public final class WarehouseException extends RuntimeException {

  /** What helps. */
  enum Remedy {
    /** It passes by itself. */
    TIME,
    /** It passes by itself, but quotas fill again within seconds to ten minutes. */
    QUOTA,
    /** Somebody has to do what the message says. */
    SOMEBODY,
    /** Starting again from the saved position. */
    SAVED_POSITION,
    /** Fewer rows at a time. */
    SMALLER_BATCH
  }

  private final Remedy remedy;

  private WarehouseException(String message, @Nullable Throwable cause, Remedy remedy) {
    super(message, cause);
    this.remedy = remedy;
  }

  static WarehouseException failed(String message, @Nullable Throwable cause) {
    return new WarehouseException(message, cause, Remedy.TIME);
  }

  static WarehouseException of(AppendFailure failure, Throwable cause) {
    return new WarehouseException(failure.sentence(), cause, failure.remedy());
  }

  static WarehouseException lostPlace(String message, Throwable cause) {
    return new WarehouseException(message, cause, Remedy.SAVED_POSITION);
  }

  static WarehouseException tooManyRefused(String message) {
    return new WarehouseException(message, null, Remedy.SMALLER_BATCH);
  }

  Remedy remedy() {
    return remedy;
  }

  /** Whether starting again from the saved position may help. */
  public boolean lostPlace() {
    return remedy == Remedy.SAVED_POSITION;
  }
}
