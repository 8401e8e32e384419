// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.ingest.google.SinkFilter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose log entries, and which of them. */
final class ProjectOptions {

  /** As Google allows them, those of a domain included. */
  private static final Pattern PROJECT = Pattern.compile("([a-z0-9.-]+:)?[a-z0-9][a-z0-9-]{3,40}");

  @Option(
      names = "--project",
      paramLabel = "P",
      description = "The project's id. Its logs are read with your own credentials.")
  private @Nullable String project;

  @Option(
      names = "--filter",
      paramLabel = "F",
      description =
          "Logging query instead of the built-in one, which takes what fivewhys understands of Cloud Run, Cloud SQL, connectors, Redis and secrets.")
  private @Nullable String filter;

  boolean isProjectGiven() {
    return project != null;
  }

  boolean isFilterGiven() {
    return filter != null;
  }

  String project() {
    if (project == null) {
      throw new Failures.UsageException("--project: required: the project whose logs are read");
    }
    if (!PROJECT.matcher(project).matches()) {
      throw new Failures.UsageException("--project: no id that a project can have: " + project);
    }
    return project;
  }

  String filter() {
    String wanted = filter == null ? SinkFilter.inclusion() : filter;
    if (wanted.length() > SinkFilter.LONGEST) {
      throw new Failures.UsageException(
          "--filter: longer than the %,d characters that Cloud Logging takes"
              .formatted(SinkFilter.LONGEST));
    }
    return wanted;
  }
}
