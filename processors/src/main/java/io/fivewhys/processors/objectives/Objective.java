// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

/**
 * One service level objective.
 *
 * @param name unique, shown with every symptom of it
 * @param scope the services it holds for; of a dependency its callers, of a journey the journey
 *     itself by its name
 * @param target share of good events wanted, above 0 and at most 1
 */
public record Objective(String name, Scope scope, Indicator indicator, double target) {}
