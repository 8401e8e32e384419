// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.List;

/** Several sources that are one: while one of them cannot be reached, nothing is silent. */
public record Sources(List<IngestRun.Source> all) implements IngestRun.Source {

  @Override
  public boolean isAlive() {
    return all.stream().allMatch(IngestRun.Source::isAlive);
  }

  @Override
  public void resume() {
    all.forEach(IngestRun.Source::resume);
  }

  @Override
  public void pause() {
    all.forEach(IngestRun.Source::pause);
  }
}
