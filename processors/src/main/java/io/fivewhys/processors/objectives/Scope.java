// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

/**
 * Which components something holds for: three patterns in which {@code *} stands for anything.
 *
 * @param component service, database or journey by name
 */
public record Scope(String project, String location, String component) {

  public static final Scope EVERYTHING = new Scope("*", "*", "*");
}
