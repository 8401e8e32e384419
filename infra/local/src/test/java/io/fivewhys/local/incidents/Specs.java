// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.demo.Revision.Variable;
import java.util.ArrayList;
import java.util.List;

/** A revision with one thing changed. */
final class Specs {

  private Specs() {}

  static Revision without(Revision revision, String variable) {
    return environment(
        revision, revision.environment().stream().filter(v -> !v.name().equals(variable)).toList());
  }

  static Revision with(Revision revision, Variable variable) {
    List<Variable> variables = new ArrayList<>();
    for (Variable each : revision.environment()) {
      variables.add(each.name().equals(variable.name()) ? variable : each);
    }
    if (!variables.contains(variable)) {
      variables.add(variable);
    }
    return environment(revision, variables);
  }

  static Revision maxScale(Revision r, int maxScale) {
    return new Revision(
        r.name(),
        r.generation(),
        r.imageDigest(),
        r.memory(),
        r.concurrency(),
        r.timeoutSeconds(),
        maxScale,
        r.port(),
        r.connector(),
        r.databases(),
        r.environment());
  }

  static Revision memory(Revision r, String memory) {
    return new Revision(
        r.name(),
        r.generation(),
        r.imageDigest(),
        memory,
        r.concurrency(),
        r.timeoutSeconds(),
        r.maxScale(),
        r.port(),
        r.connector(),
        r.databases(),
        r.environment());
  }

  static Revision port(Revision r, int port) {
    return new Revision(
        r.name(),
        r.generation(),
        r.imageDigest(),
        r.memory(),
        r.concurrency(),
        r.timeoutSeconds(),
        r.maxScale(),
        port,
        r.connector(),
        r.databases(),
        r.environment());
  }

  /** The same image, so that only the configuration differs. */
  static Revision image(Revision r, String digest) {
    return new Revision(
        r.name(),
        r.generation(),
        digest,
        r.memory(),
        r.concurrency(),
        r.timeoutSeconds(),
        r.maxScale(),
        r.port(),
        r.connector(),
        r.databases(),
        r.environment());
  }

  private static Revision environment(Revision r, List<Variable> variables) {
    return new Revision(
        r.name(),
        r.generation(),
        r.imageDigest(),
        r.memory(),
        r.concurrency(),
        r.timeoutSeconds(),
        r.maxScale(),
        r.port(),
        r.connector(),
        r.databases(),
        variables);
  }
}
