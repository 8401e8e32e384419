// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import java.io.IOException;
import java.nio.file.Path;

/** A scenario's entries for tests of other rooms. */
public final class RecordedScenario {

  private RecordedScenario() {}

  /** NDJSON. */
  public static Path write(String name, int seed, Path file) throws IOException {
    return ScenarioFiles.write(Scenarios.named(name).record(seed).entries(), file);
  }
}
