// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A VPC connector that is not there, and a secret that may not be read. */
final class PlatformTexts {

  private static final Pattern CONNECTOR =
      Pattern.compile(
          "connectors/([a-z][a-z0-9-]{0,62})|connector:? [\"'`]?([a-z][a-z0-9-]{0,62})[\"'`]? (?:does|is|was)\\b");

  private static final Pattern SECRET =
      Pattern.compile(
          "secrets/([a-z0-9_-]{1,255}+)|secret (?:version )?[\"'`\\[]([a-z0-9_-]{1,255}+)[\"'`\\]]"
              + "|secret ([a-z0-9_-]{1,255}+) (?:was|is|not)\\b");

  static final List<SignalRule> RULES =
      List.of(
          SignalRule.matching(
              "problem connecting to vpc connector|vpc (?:access )?connector[^\\n]{0,250} does not exist"
                  + "|vpc access connector failed to get healthy|connector is not ready or does not exist",
              (said, found) ->
                  LineSignal.of(
                      SignalKind.CONNECTOR_MISSING,
                      ComponentKind.VPC_CONNECTOR,
                      name(said, CONNECTOR)),
              "problem connecting to vpc connector",
              "vpc connector",
              "vpc access connector",
              "connector is not ready"),
          SignalRule.matching(
              "permission denied on secret|permission '?secretmanager\\.versions\\.access'? denied"
                  + "|secret(?:s/| version |\\b)[^\\n]{0,250}(?:was not found|not found|is in (?:the )?(?:disabled|destroyed) state"
                  + "|is disabled|is destroyed|destroyed state|disabled state|permission[_ ]denied)"
                  + "|(?:permission[_ ]?denied|not_?found)[^\\n]{0,250}secretmanager"
                  + "|secretmanager[^\\n]{0,250}(?:permission[_ ]?denied|not_?found)",
              (said, found) -> secret(said),
              "permission denied on secret",
              "secretmanager",
              "secrets/",
              "secret "));

  private PlatformTexts() {}

  /** One of the Secret Manager; a secret of something else, such as a token, has no such path. */
  private static @Nullable LineSignal secret(SignalText said) {
    String name = name(said, SECRET);
    return name.isEmpty()
            && !said.says("secretmanager")
            && !said.says("permission denied on secret")
        ? null
        : LineSignal.of(SignalKind.SECRET_DENIED, ComponentKind.SECRET, name);
  }

  private static String name(SignalText said, Pattern pattern) {
    Matcher found = pattern.matcher(said.lower());
    if (!found.find()) {
      return "";
    }
    int group = 1;
    while (found.group(group) == null) {
      group++;
    }
    return said.written(found, group);
  }
}
