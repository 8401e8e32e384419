// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Service;
import io.fivewhys.sinks.report.ReportServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The page as a service of its own. It ends only when it is asked to; what it cannot read it says
 * itself.
 */
final class PageService implements Service {

  private final ReportServer page;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  PageService(ReportServer page) {
    this.page = page;
  }

  @Override
  public void start() {
    page.start();
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    return List.of();
  }

  @Override
  public void close() {
    page.close();
    done.complete(null);
  }
}
