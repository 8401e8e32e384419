// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a service lives. What its spec names, by a whole path or by a bare name, is given one form:
 * the bare name for what lives there too, else the path. So can a spec be compared with another one
 * whoever wrote them.
 *
 * @param project its id, empty where unknown
 * @param projectNumber the other name of the project, empty where unknown
 */
record ServiceHome(String project, String projectNumber, String location) {

  private static final Pattern PATH =
      Pattern.compile(
          "(?:.*/)?(projects/([^/]+)/(?:locations/([^/]+)/)?(?:connectors|secrets)/([^/]+))");

  /** Of a connector or a secret; null without one. */
  @Nullable String nameOf(@Nullable String sent) {
    if (sent == null) {
      return null;
    }
    String name = sent.strip();
    Matcher path = PATH.matcher(name);
    if (!path.matches()) {
      return name.isEmpty() ? null : name;
    }
    return isHere(path.group(2), path.group(3)) ? path.group(4) : path.group(1);
  }

  private boolean isHere(String otherProject, @Nullable String otherLocation) {
    boolean sameProject =
        project.isEmpty() || otherProject.equals(project) || otherProject.equals(projectNumber);
    boolean sameLocation =
        otherLocation == null || location.isEmpty() || otherLocation.equals(location);
    return sameProject && sameLocation;
  }
}
