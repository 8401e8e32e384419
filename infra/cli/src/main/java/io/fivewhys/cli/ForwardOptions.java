// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.cli.Failures.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where escalations are POSTed to. Secrets come from the environment, never from arguments. */
final class ForwardOptions {

  private static final String FROM_ENVIRONMENT = "env:";

  @Option(
      names = "--forward",
      paramLabel = "URL",
      description =
          "POST each escalation there in the --format; env:NAME takes the address, where it is a secret, from the environment.")
  private @Nullable String forward;

  @Option(
      names = "--sign-with-env",
      paramLabel = "NAME",
      description =
          "Sign each POST with the secret in this environment variable: header X-Fivewhys-Signature is v1= and the HMAC-SHA256, in hex, of the header X-Fivewhys-Timestamp, a full stop and the body.")
  private @Nullable String signWith;

  @Option(
      names = "--routing-key-env",
      paramLabel = "NAME",
      defaultValue = "PAGERDUTY_ROUTING_KEY",
      description =
          "Environment variable with the key of PagerDuty's integration; default ${DEFAULT-VALUE}.")
  private String routingKey = "PAGERDUTY_ROUTING_KEY";

  boolean given() {
    return forward != null;
  }

  /**
   * @throws UsageException when something is missing in the environment, or the address is none
   */
  WebhookForwarder.Target target(EscalationFormat format, Map<String, String> environment) {
    return new WebhookForwarder.Target(
        address(environment),
        body(format, environment),
        signWith == null ? null : required(signWith, "--sign-with-env", environment));
  }

  private Function<Escalation, String> body(
      EscalationFormat format, Map<String, String> environment) {
    if (format != EscalationFormat.PAGERDUTY) {
      return format::step;
    }
    String key = required(routingKey, "--routing-key-env", environment);
    return escalation -> PagerDutyEvents.step(escalation, key);
  }

  private URI address(Map<String, String> environment) {
    String text = String.valueOf(forward);
    if (text.startsWith(FROM_ENVIRONMENT)) {
      text = required(text.substring(FROM_ENVIRONMENT.length()), "--forward", environment);
    }
    try {
      URI address = new URI(text.strip());
      if (Set.of("http", "https").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // said below, without the address, which may be a secret
    }
    throw new UsageException("--forward takes an address that begins with https:// or http://");
  }

  private static String required(String variable, String option, Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "");
    if (value.isEmpty()) {
      throw new UsageException(
          option + ": the environment variable " + variable + " is not set, or empty");
    }
    return value;
  }
}
