// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;

/** Every warehouse table once. */
public final class Tables {

  public static final Table SERVICE_MINUTES = MinuteTables.SERVICE_MINUTES.table();
  public static final Table ERROR_SIGNATURES = MinuteTables.ERROR_SIGNATURES.table();
  public static final Table DEPENDENCY_MINUTES = MinuteTables.DEPENDENCY_MINUTES.table();
  public static final Table JOURNEY_MINUTES = MinuteTables.JOURNEY_MINUTES.table();
  public static final Table REVISION_CHANGES = ChangeTable.REVISION_CHANGES.table();
  public static final Table ESCALATIONS = EscalationTable.ESCALATIONS.table();
  public static final Table CAPACITY_SAMPLES = CapacityTable.CAPACITY_SAMPLES.table();
  public static final Table REJECTED_ENTRIES = RejectedTable.REJECTED_ENTRIES.table();

  public static final List<Table> ALL =
      List.of(
          SERVICE_MINUTES,
          ERROR_SIGNATURES,
          DEPENDENCY_MINUTES,
          JOURNEY_MINUTES,
          REVISION_CHANGES,
          ESCALATIONS,
          CAPACITY_SAMPLES,
          REJECTED_ENTRIES);

  private Tables() {}
}
