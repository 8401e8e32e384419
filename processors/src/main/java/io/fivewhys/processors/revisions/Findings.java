// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.ContainerSpec;
import io.fivewhys.EnvVar;
import io.fivewhys.RevisionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What holds of a change whatever its verdict, in sentences. */
final class Findings {

  private static final int MOST = 50;

  private Findings() {}

  static List<String> of(RevisionHistory to, @Nullable RevisionHistory from) {
    List<String> findings = new ArrayList<>();
    if (to.neverReady()) {
      findings.add("never became ready: " + to.facts.getFailure());
    }
    RevisionSpec spec = to.spec();
    RevisionSpec before = from == null ? null : from.spec();
    if (spec != null) {
      if (from != null && before == null) {
        findings.add(
            "the configuration of " + from.name + " is not known: its announcement was not seen");
      }
      TreeSet<String> had = before == null ? new TreeSet<>() : strayBlanks(before);
      for (String place : strayBlanks(spec)) {
        findings.add(place + " holds a carriage return or stray blank" + beside(place, had, from));
      }
    }
    return findings.subList(0, Math.min(MOST, findings.size()));
  }

  private static String beside(String place, TreeSet<String> had, @Nullable RevisionHistory from) {
    if (from == null || from.spec() == null) {
      return "";
    }
    return had.contains(place) ? ", as in " + from.name : ", which it did not in " + from.name;
  }

  private static TreeSet<String> strayBlanks(RevisionSpec spec) {
    TreeSet<String> places = new TreeSet<>();
    for (ContainerSpec container : spec.getContainers()) {
      for (EnvVar variable : container.getEnv()) {
        if (variable.getStrayBlanks()) {
          places.add("env " + variable.getName());
        }
      }
    }
    spec.getStrayBlanks().forEach(annotation -> places.add("annotation " + annotation));
    return places;
  }
}
