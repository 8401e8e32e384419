// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Some log entries as an export would hold them.
 *
 * @param nextPage where a listing goes on; empty at its end
 * @param suppressed how many entries were left out, by reason
 */
public record Entries(List<Entry> entries, String nextPage, Map<String, Long> suppressed) {

  /**
   * @param where names it for good
   * @param received when Cloud Logging received it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Entry(byte[] json, String where, Instant received) {}

  public int count() {
    return entries.size();
  }

  /** One entry a line. */
  public byte[] ndjson() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      lines.writeBytes(entry.json);
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
