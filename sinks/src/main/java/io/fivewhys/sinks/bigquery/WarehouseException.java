// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import org.jspecify.annotations.Nullable;

/** The warehouse did not take rows. */
public final class WarehouseException extends RuntimeException {

  private final boolean lostPlace;

  private WarehouseException(String message, @Nullable Throwable cause, boolean lostPlace) {
    super(message, cause);
    this.lostPlace = lostPlace;
  }

  static WarehouseException failed(String message, @Nullable Throwable cause) {
    return new WarehouseException(message, cause, false);
  }

  static WarehouseException lostPlace(String message, Throwable cause) {
    return new WarehouseException(message, cause, true);
  }

  /** Whether starting again from the saved position may help. */
  public boolean lostPlace() {
    return lostPlace;
  }
}
