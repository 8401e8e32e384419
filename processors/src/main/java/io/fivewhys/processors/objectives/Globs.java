// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

/** Patterns of names in which {@code *} stands for anything, nothing included. */
public final class Globs {

  private Globs() {}

  /** Whether the whole text is as the pattern says; in time of their product at worst. */
  public static boolean matches(String pattern, String text) {
    int at = 0;
    int star = -1;
    int resume = 0;
    int next = 0;
    while (at < text.length()) {
      if (next < pattern.length() && pattern.charAt(next) == '*') {
        star = next++;
        resume = at;
      } else if (next < pattern.length() && pattern.charAt(next) == text.charAt(at)) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (next < pattern.length() && pattern.charAt(next) == '*') {
      next++;
    }
    return next == pattern.length();
  }

  /** A name is more specific than any pattern, a pattern the more the more of it is fixed. */
  static int specificity(String pattern) {
    int fixed = (int) pattern.chars().filter(c -> c != '*').count();
    return fixed == pattern.length() ? Integer.MAX_VALUE : fixed;
  }
}
