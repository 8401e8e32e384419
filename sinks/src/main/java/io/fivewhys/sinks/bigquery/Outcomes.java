// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.sinks.bigquery.WarehouseException.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Of writes that have nothing to do with each other: where one waits for somebody, the others are
 * tried before it is told. An outage ends them at once, as it would be the same with all.
 */
final class Outcomes {

  private @Nullable WarehouseException first;

  void of(Runnable write) {
    try {
      write.run();
    } catch (WarehouseException e) {
      if (e.remedy() != Remedy.SOMEBODY) {
        throw e;
      }
      if (first == null) {
        first = e;
      }
    }
  }

  void throwFirst() {
    WarehouseException failure = first;
    if (failure != null) {
      throw failure;
    }
  }
}
