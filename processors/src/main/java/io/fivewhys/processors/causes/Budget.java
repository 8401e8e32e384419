// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.EnvVar;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * The connections that services may open: instances times pool. Only names of variables are known,
 * never their values, so it says where to look and what must hold.
 */
final class Budget {

  private static final Pattern POOL =
      Pattern.compile("(?i)DB_?POOL.*|.*POOL_?SIZE.*|.*MAX_?CONN.*|.*POOL_MAX.*");

  private Budget() {}

  static List<Action> actions(Scene scene, Trouble trouble, Place database) {
    List<Action> actions = new ArrayList<>();
    StringJoiner limits = new StringJoiner(", ");
    StringJoiner pools = new StringJoiner(", ");
    for (ServiceBoard service : scene.board().services()) {
      RevisionSpec spec = service.servingSpec(trouble.span);
      if (spec == null || !service.databases().contains(database.name())) {
        continue;
      }
      Integer most = spec.getMaxScale();
      limits.add(
          service.place.name()
              + (most == null ? " up to the project's limit of instances" : " up to " + most));
      spec.getContainers()
          .forEach(container ->
              container.getEnv().stream()
                  .map(EnvVar::getName)
                  .filter(name -> POOL.matcher(name).matches())
                  .forEach(name -> pools.add(service.place.name() + "." + name)));
    }
    actions.add(
        new Action(
            "Bring instances x pool of all services below max_connections of "
                + Words.name(database)
                + (limits.length() == 0 ? "" : "; instances: " + limits)
                + (pools.length() == 0 ? "" : "; pools: " + pools),
            null));
    actions.add(
        Commands.describeDatabase(
            scene.project(), database, "See its tier and the flag max_connections"));
    return actions;
  }
}
