// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.Comparator;

/**
 * Which components something holds for: three patterns in which {@code *} stands for anything.
 *
 * @param component service, database or journey by name
 */
public record Scope(String project, String location, String component) {

  public static final Scope EVERYTHING = new Scope("*", "*", "*");

  /**
   * The more specific is the greater: by component, then project, then location. A name is more
   * specific than a pattern, a pattern the more the longer it is.
   */
  static final Comparator<Scope> BY_SPECIFICITY =
      Comparator.<Scope>comparingInt(scope -> Globs.specificity(scope.component))
          .thenComparingInt(scope -> Globs.specificity(scope.project))
          .thenComparingInt(scope -> Globs.specificity(scope.location));

  /** Whether it holds for the component of that name. */
  public boolean matches(String project, String location, String component) {
    return Globs.matches(this.component, component)
        && Globs.matches(this.project, project)
        && Globs.matches(this.location, location);
  }
}
