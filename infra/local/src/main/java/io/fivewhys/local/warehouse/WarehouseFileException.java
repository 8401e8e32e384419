// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import org.jspecify.annotations.Nullable;

/** A warehouse file could not be opened, written or queried; the message says which and why. */
public final class WarehouseFileException extends RuntimeException {
  WarehouseFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
