// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Cloud Run revision as its system_event tells it, environment in clear, as the platform sends
 * it.
 *
 * @param generation of the service that made it
 * @param imageDigest 64 hex digits
 * @param connector null without one
 * @param databases connection names
 */
public record Revision(
    String name,
    int generation,
    String imageDigest,
    String memory,
    int concurrency,
    int timeoutSeconds,
    int maxScale,
    int port,
    @Nullable String connector,
    List<String> databases,
    List<Variable> environment) {

  /** An environment variable: a value in clear, or a secret by name. */
  public sealed interface Variable {
    String name();

    record Plain(String name, String value) implements Variable {}

    record Secret(String name, String secret, String version) implements Variable {}
  }

  public static Variable plain(String name, String value) {
    return new Variable.Plain(name, value);
  }

  public static Variable secret(String name, String secret) {
    return new Variable.Secret(name, secret, "latest");
  }
}
