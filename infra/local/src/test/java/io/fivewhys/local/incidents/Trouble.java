// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import org.jspecify.annotations.Nullable;

/**
 * What a request meets in one step.
 *
 * @param delayMillis on top of what the step takes
 * @param status that the request ends with; 0 where it goes on
 * @param problem that the application writes of; null where it is silent
 * @param about what the problem names: a variable, a module, a client
 * @param platformText what the platform adds to the request's entry
 * @param server what the database writes
 * @param served whether an instance had the request
 */
record Trouble(
    double delayMillis,
    int status,
    @Nullable Problem problem,
    String about,
    @Nullable String platformText,
    @Nullable Server server,
    boolean served) {

  /** A line of a database's log. {@code #} stands for the delay in milliseconds. */
  record Server(String severity, String text) {}

  static Trouble fails(int status, double delayMillis) {
    return new Trouble(delayMillis, status, null, "", null, null, true);
  }

  static Trouble fails(int status, double delayMillis, Problem problem) {
    return fails(status, delayMillis).saying(problem, "");
  }

  static Trouble slow(double delayMillis) {
    return fails(0, delayMillis);
  }

  /** The platform refuses it, and no instance ever had it. */
  static Trouble refused(int status, double delayMillis, @Nullable String text) {
    return new Trouble(delayMillis, status, null, "", text, null, false);
  }

  Trouble saying(Problem said, String of) {
    return new Trouble(delayMillis, status, said, of, platformText, server, served);
  }

  Trouble platform(String text) {
    return new Trouble(delayMillis, status, problem, about, text, server, served);
  }

  Trouble server(String severity, String text) {
    return new Trouble(
        delayMillis, status, problem, about, platformText, new Server(severity, text), served);
  }
}
