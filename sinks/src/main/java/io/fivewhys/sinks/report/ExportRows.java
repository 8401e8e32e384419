// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.IOException;
import java.io.Writer;

/** Where the lines of an {@link Export} come from. */
interface ExportRows {

  /**
   * What of that time there is.
   *
   * @param whole all of it where nobody says from when; else as much as one looks at
   */
  Range range(WarehouseReader reader, Documents documents, AskedRange asked, boolean whole);

  /** How many there would be; none where there cannot be many. */
  long count(WarehouseReader reader, Range range);

  /** The names of the columns, then the rows. */
  void write(WarehouseReader reader, Range range, Writer out) throws IOException;
}
