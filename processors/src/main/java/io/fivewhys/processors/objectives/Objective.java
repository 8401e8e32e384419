// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

/**
 * One service level objective.
 *
 * @param name unique, shown with every symptom of it
 * @param target share of good events wanted, above 0 and at most 1
 */
public record Objective(String name, Scope scope, Indicator indicator, double target) {}
