// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.ingest.google.ApiFailure;
import io.fivewhys.local.warehouse.WarehouseFileException;
import io.fivewhys.local.warehouse.WarehouseQuery.QueryException;
import io.fivewhys.processors.objectives.InvalidConfigurationException;
import io.fivewhys.sinks.dataset.DatasetException;
import io.fivewhys.sinks.report.engine.WarehouseReader.WarehouseReadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What an exception means to the user: a line for what they can mend, a stack trace for what only
 * we can.
 */
final class Failures {

  private Failures() {}

  static int handle(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof BindException) {
      command
          .getErr()
          .println(
              "fivewhys: the page's port is taken; name another with --port: "
                  + failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof ApiFailure api) {
      // Rights, credentials and filters are the user's; that Google does not answer is nobody's.
      return say(command, api, api.isPassing() ? ExitCode.INPUT_UNREADABLE : ExitCode.USAGE);
    }
    if (failure instanceof DatasetException dataset) {
      return say(
          command, dataset, dataset.isPassing() ? ExitCode.INPUT_UNREADABLE : ExitCode.USAGE);
    }
    if (failure instanceof InvalidSettingsException
        || failure instanceof InvalidConfigurationException
        || failure instanceof UsageException
        || failure instanceof NotDirectoryException
        || failure instanceof QueryException) {
      return say(command, failure, ExitCode.USAGE);
    }
    if (failure instanceof InvalidPathException) {
      command
          .getErr()
          .println(
              "fivewhys: "
                  + visible(failure.getMessage())
                  + ": no file name in this locale; try LC_ALL=C.UTF-8");
      return ExitCode.INPUT_UNREADABLE;
    }
    if (failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof WarehouseFileException
        || failure instanceof WarehouseReadException) {
      return say(command, failure, ExitCode.INPUT_UNREADABLE);
    }
    command.getErr().println("fivewhys: a fault of fivewhys itself, please report it:");
    failure.printStackTrace(command.getErr());
    return ExitCode.FAULT;
  }

  private static int say(CommandLine command, Exception failure, int exitCode) {
    command.getErr().println("fivewhys: " + visible(failure.getMessage()));
    return exitCode;
  }

  /** A message may quote what strangers logged: nothing in it may steer the terminal. */
  private static String visible(@Nullable String message) {
    StringBuilder visible = new StringBuilder();
    String.valueOf(message)
        .codePoints()
        .forEach(c -> {
          boolean shown =
              c == '\n' || !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
          visible.append(shown ? Character.toString(c) : "\\u%04x".formatted(c));
        });
    return visible.toString();
  }

  /** The user asked for what cannot be. */
  static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }
}
