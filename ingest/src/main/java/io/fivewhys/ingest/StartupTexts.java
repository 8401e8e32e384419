// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container says of itself: that it could not start, lacks a module or a file, has no memory
 * left, or gave up work that ran into its own time limit.
 */
final class StartupTexts {

  private static final Pattern OWN_LIMIT =
      Pattern.compile(
          "worker timeout|(?:requests?|execution|handler|job|task|worker|agent|workflow|step|processing)"
              + "(?: \\S{1,60})? (?:has |was )?timed ?out(?: after|:|\\.|$|\\s\\()"
              + "|asyncrequesttimeoutexception|request ran for longer than");

  /** Cloud Run's own words; what they advise sounds like other faults. */
  static final List<SignalRule> PLATFORM =
      List.of(
          SignalRule.said(
              (said, found) -> LineSignal.of(SignalKind.START_FAILED),
              "container failed to start and listen on the port",
              "container failed to become healthy",
              "container failed to start. failed to start and then listen on the port",
              "failed the configured startup probe checks"));

  static final List<SignalRule> MISSING =
      List.of(
          SignalRule.matching(
              "javascript heap out of memory|outofmemory(?:error|exception)|\\bmemoryerror\\b|out of memory"
                  + "|cannot allocate memory|std::bad_alloc|allowed memory size of \\d+ bytes exhausted",
              (said, found) ->
                  said.says("cuda") || said.isSql() || said.isRedis()
                      ? null
                      : LineSignal.of(SignalKind.MEMORY_LIMIT),
              "out of memory",
              "outofmemory",
              "memoryerror",
              "cannot allocate memory",
              "std::bad_alloc",
              "allowed memory size"),
          SignalRule.matching(
              "no module named ['\"]?([a-z_][\\w.]{0,120}+)|cannot import name [^\\n]{1,100} from (?:partially initialized module )?['\"]([\\w.]{1,120}+)"
                  + "|cannot find (?:module|package) ['\"]([^'\"\\n]{1,200}+)['\"]"
                  + "|(?:classnotfoundexception|noclassdeffounderror): ([a-z_$][\\w.$/]{0,200}+)"
                  + "|error while loading shared libraries: ([\\w.+-]{1,120}+)"
                  + "|cannot load such file -- ([\\w./-]{1,120}+)"
                  + "|could not load file or assembly '([\\w.-]{1,120}+)",
              (said, found) -> named(said, found, SignalKind.MODULE_MISSING),
              "no module named",
              "cannot import name",
              "cannot find module",
              "cannot find package",
              "classnotfoundexception",
              "noclassdeffounderror",
              "error while loading shared libraries",
              "cannot load such file",
              "could not load file or assembly"),
          SignalRule.matching(
              "exec(?: |: )[\"']?([\\w./-]{1,200}+)[\"']?[^\\n]{0,80}?: no such file or directory"
                  + "|(?:no such file or directory|enoent)[^\\n]{0,40}?['\"](?!/tmp/|/var/tmp/)(/[^'\"\\n]{1,200}+)['\"]"
                  + "|can't open file ['\"]([^'\"\\n]{1,200}+)['\"]"
                  + "|(?:open|stat) (?!/tmp/|/var/tmp/)(/[\\w./-]{1,200}+): no such file or directory"
                  + "|filenotfoundexception: (?!/tmp/)([\\w./-]{1,200}+) \\(no such file"
                  + "|unable to access jarfile ([\\w./-]{1,200}+)",
              (said, found) -> named(said, found, SignalKind.FILE_MISSING),
              "no such file",
              "enoent",
              "can't open file",
              "unable to access jarfile"));

  static final List<SignalRule> FAILED =
      List.of(
          SignalRule.said(
              (said, found) -> LineSignal.of(SignalKind.START_FAILED),
              "application startup failed",
              "application failed to start",
              "application run failed",
              "worker failed to boot",
              "exec format error",
              "eaddrinuse",
              "address already in use"),
          SignalRule.said(
              (said, found) -> ownTimeout(said, NamedTime.in(said.lower())),
              "worker timeout",
              "asyncrequesttimeoutexception",
              "request ran for longer than"),
          SignalRule.matching(
              "maximum execution time of (\\d{1,6}) seconds exceeded",
              (said, found) ->
                  LineSignal.of(SignalKind.REQUEST_TIMEOUT)
                      .lasting(Long.parseLong(found.group(1)) * 1_000_000_000L),
              "maximum execution time of"));

  private StartupTexts() {}

  /** The speaker's own limit on what it was asked to do; null where it is of something else. */
  static @Nullable LineSignal ownTimeout(SignalText said, @Nullable Long waited) {
    return said.says(OWN_LIMIT) ? LineSignal.of(SignalKind.REQUEST_TIMEOUT).lasting(waited) : null;
  }

  /** A module as it is called; of a path the last part. */
  private static LineSignal named(SignalText said, Matcher found, SignalKind kind) {
    int group = 1;
    while (found.group(group) == null) {
      group++;
    }
    String name = said.written(found, group);
    boolean path = kind == SignalKind.FILE_MISSING || name.startsWith("/") || name.startsWith(".");
    return LineSignal.of(
        kind, ComponentKind.OTHER, path ? name.substring(name.lastIndexOf('/') + 1) : name);
  }
}
