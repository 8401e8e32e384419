// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.TrafficTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a service's traffic is split, in the spelling of either API. */
final class TrafficTargets {

  private static final int MOST = 50;
  private static final int LONGEST = 300;

  private TrafficTargets() {}

  /** An entry without percent receives none; one without revision means the latest ready. */
  static List<TrafficTarget> of(Node targets) {
    List<TrafficTarget> traffic = new ArrayList<>();
    for (Node target : targets.elements()) {
      if (traffic.size() < MOST) {
        Integer percent = target.at("percent").integer();
        String name = target.at("revisionName").text();
        String revision = name == null ? lastPart(target.at("revision").text()) : name;
        traffic.add(
            new TrafficTarget(
                bounded(revision),
                percent == null ? 0 : percent,
                bounded(target.at("tag").text())));
      }
    }
    return traffic;
  }

  static @Nullable String lastPart(@Nullable String name) {
    return name == null ? null : name.substring(name.lastIndexOf('/') + 1);
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null ? null : Redaction.redact(text, LONGEST);
  }
}
