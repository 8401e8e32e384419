// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The speaker turned a caller away because of its token or signature; who it was is rarely said.
 */
final class CallerTexts {

  private static final Pattern CALLER =
      Pattern.compile("\\b(?:service|caller)[:=] ?['\"]?([a-z][a-z0-9-]{0,62})");

  static final List<SignalRule> RULES =
      List.of(
          SignalRule.said(
              (said, found) -> rejected(said),
              "not authenticated",
              "jwt signature verification failed",
              "signature verification failed",
              "signature has expired",
              "jsonwebtokenerror",
              "tokenexpirederror",
              "jwt expired",
              "jwt malformed",
              "invalid jwt",
              "invalid token signature",
              "invalidsignatureerror",
              "expiredsignatureerror",
              "full authentication is required to access this resource",
              "token has invalid claims",
              "token is expired by"),
          SignalRule.matching(
              "(?:invalid|expired|missing|bad|wrong) (?:or (?:invalid|expired|missing) )?"
                  + "(?:x-)?(?:service|internal|auth(?:entication|orization)?|bearer|access|id|jwt)"
                  + "[ -](?:to[- ]service )?(?:token|secret|header|jwt|signature)"
                  + "|(?:jwt|auth|id|access|service|bearer) token (?:is |has |was )?(?:expired|invalid|rejected)"
                  + "|\\btoken expired\\b",
              (said, found) -> rejected(said),
              "-secret",
              "token",
              " secret",
              "header",
              "signature"));

  private CallerTexts() {}

  private static @Nullable LineSignal rejected(SignalText said) {
    if (said.says("invalid_grant") || said.says("refresh token")) {
      return null;
    }
    Matcher caller = CALLER.matcher(said.lower());
    return LineSignal.of(
        SignalKind.CALLER_REJECTED,
        ComponentKind.CLOUD_RUN_SERVICE,
        caller.find() ? caller.group(1) : "");
  }
}
