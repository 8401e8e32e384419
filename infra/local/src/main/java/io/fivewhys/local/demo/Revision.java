// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.util.List;

/**
 * A Cloud Run revision as its system_event tells it, environment in clear, as the platform sends
 * it.
 *
 * @param generation of the service that made it
 * @param imageDigest 64 hex digits
 */
record Revision(
    String name,
    int generation,
    String imageDigest,
    String memory,
    int concurrency,
    int timeoutSeconds,
    int maxScale,
    List<Variable> environment) {

  /** An environment variable: a value in clear, or a secret by name. */
  sealed interface Variable {
    String name();

    record Plain(String name, String value) implements Variable {}

    record Secret(String name, String secret, String version) implements Variable {}
  }

  static Variable plain(String name, String value) {
    return new Variable.Plain(name, value);
  }

  static Variable secret(String name, String secret) {
    return new Variable.Secret(name, secret, "latest");
  }
}
