// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A variable of the environment or a setting that is missing, by its name, in the words of runtimes
 * and the libraries that read settings. A key of other data is none: it takes the word environment
 * or a name of great letters with an underscore.
 */
final class ConfigTexts {

  private static final String NAME =
      "[\"'`\\[(]{0,2}(?!(?:is|are|was|not|must|the|for|and|or|to|in|has)\\b)"
          + "([a-z_](?:[a-z0-9_]|\\.(?=[a-z0-9_])){1,63}+)[\"'`\\])]{0,2}";
  private static final String LACKS =
      "(?:is |are |was )?(?:not (?:set|defined|found|configured|provided|specified)|required|missing|undefined|unset|empty|must be set)";

  static final List<SignalRule> RULES =
      List.of(
          SignalRule.matching(
              "(?:environment|env) (?:variables?|vars?)(?: named)?:? "
                  + NAME
                  + ":? "
                  + LACKS
                  + "|(?:environment|env) (?:variables?|vars?) (?:is |are )?(?:not found|missing|not set):? "
                  + NAME
                  + "|missing (?:required )?(?:environment|env|config(?:uration)?|settings?)(?: (?:variables?|vars?|keys?|values?))?[: ]{1,2}\\s{0,4}"
                  + NAME
                  + "|required (?:environment|env) (?:variables?|vars?):? "
                  + NAME
                  + "|required key "
                  + NAME
                  + " missing value"
                  + "|set the "
                  + NAME
                  + " environment variable"
                  + "|process\\.env\\.([a-z_][a-z0-9_]{1,63}+) (?:is )?(?:undefined|not defined|missing|required|not set)"
                  + "|could not resolve placeholder '([a-z_][a-z0-9_.-]{1,63}+)"
                  + "|config property ([a-z_][a-z0-9_.-]{1,63}+) is required"
                  + "|"
                  + NAME
                  + " not found\\. declare it as envvar"
                  + "|missing value for field ([a-z_]\\w{1,63}+)",
              (said, found) -> missing(said, found, false),
              "environment variable",
              "env var",
              "environment var",
              "missing required env",
              "missing required config",
              "missing required setting",
              "missing required var",
              "missing env",
              "missing config",
              "missing setting",
              "required key",
              "process.env.",
              "could not resolve placeholder",
              "config property",
              "declare it as envvar",
              "missing value for field"),
          SignalRule.matching(
              "(?<![\\w.])([a-z][a-z0-9]*+(?:_[a-z0-9]{1,40}+){1,8})[\"'`]? (?:environment variable |env var )?"
                  + "(?:must be (?:set|provided|defined|configured)|is (?:required|not set|missing|undefined|not configured|not defined|unset)\\b|not set\\b)",
              (said, found) -> missing(said, found, true),
              "must be set",
              "must be provided",
              "must be defined",
              "must be configured",
              "is required",
              "not set",
              "is missing",
              "is undefined",
              "is not configured",
              "is not defined",
              "is unset"),
          SignalRule.matching(
              "keyerror: ['\"]([a-z_][a-z0-9_]{1,63}+)['\"]|key not found: \"([a-z_][a-z0-9_]{1,63}+)\"",
              (said, found) -> missing(said, found, !isOfEnvironment(said)),
              "keyerror",
              "key not found"),
          SignalRule.matching(
              "validation errors? for \\w{0,60}(?:settings|config|env)\\w{0,60}\\s{1,8}([a-z_]\\w{0,63}+)\\s{1,8}field required",
              (said, found) -> missing(said, found, false),
              "validation error"));

  private ConfigTexts() {}

  /** Frames of os.environ, or its own words. */
  private static boolean isOfEnvironment(SignalText said) {
    return said.whole().contains("os.environ") || said.whole().contains("frozen os>");
  }

  private static @Nullable LineSignal missing(SignalText said, Matcher found, boolean great) {
    int group = 1;
    while (found.group(group) == null) {
      group++;
    }
    String name = said.written(found, group);
    boolean variable = name.indexOf('_') > 0 && name.equals(name.toUpperCase(Locale.ROOT));
    return great && !variable
        ? null
        : LineSignal.of(SignalKind.CONFIG_MISSING, ComponentKind.OTHER, name);
  }
}
