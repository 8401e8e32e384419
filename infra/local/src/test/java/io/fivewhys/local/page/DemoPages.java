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

  private static final Path FOLDER =
      Path.of(System.getProperty("fivewhys.root", "../.."))
          .resolve("infra/local/target/pages/demo");

  private static boolean replayed;

  private DemoPages() {}

  /** Serves a copy, which a test may change. The replay takes some seconds and is made once. */
  static ServedWarehouse serve(Path folder) throws IOException, SQLException {
    return new ServedWarehouse(Files.copy(warehouse(), folder.resolve("warehouse.duckdb")));
  }

  private static synchronized Path warehouse() throws IOException {
    Path out = FOLDER.resolve("replayed");
    if (!replayed) {
      Files.createDirectories(FOLDER);
      Path entries = FOLDER.resolve("demo.ndjson");
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(entries))) {
        for (Entry entry : DemoIncident.record(DemoIncident.START, 1).entries()) {
          stream.write(entry.json());
          stream.write('\n');
        }
      }
      new Replay(Settings.defaults(), () -> 0, 2)
          .run(
              InputFiles.expand(List.of(entries.toString()), InputStream.nullInputStream()),
              out,
              Progress.SILENT);
      replayed = true;
    }
    return out.resolve("warehouse.duckdb");
  }
}
