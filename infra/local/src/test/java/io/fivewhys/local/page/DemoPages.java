// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.local.replay.Replay;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The page over the demo's incident, as a replay of its entries leaves it. */
final class DemoPages {

  private DemoPages() {}

  /** Replays and serves; takes some seconds, so a class does it once. */
  static ServedWarehouse serve(Path folder) throws IOException, SQLException {
    Path entries = folder.resolve("demo.ndjson");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(entries))) {
      for (Entry entry : DemoIncident.record(DemoIncident.START, 1).entries()) {
        out.write(entry.json());
        out.write('\n');
      }
    }
    Path out = folder.resolve("replayed");
    new Replay(Settings.defaults(), () -> 0, 2)
        .run(
            InputFiles.expand(List.of(entries.toString()), InputStream.nullInputStream()),
            out,
            Progress.SILENT);
    return new ServedWarehouse(out.resolve("warehouse.duckdb"));
  }
}
