// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "query")
final class QueryCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
