// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong with an append, so that clients can be tried against it. */
interface Faults {

  Faults NONE = (stream, offset) -> Fault.NONE;

  enum Fault {
    NONE,
    /** The connection drops, nothing is appended. */
    LOSE_REQUEST,
    /** The rows are appended, the connection drops before the answer. */
    LOSE_ANSWER
  }

  /** Asked once for each append. */
  Fault onAppend(String stream, long offset);

  /** Why a row that could be stored is refused; null to take it. */
  default @Nullable String refusal(List<@Nullable Object> row) {
    return null;
  }
}
