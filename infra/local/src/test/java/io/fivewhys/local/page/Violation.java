// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import java.util.List;

/**
 * A rule of accessibility that a page breaks.
 *
 * @param id of the rule, such as {@code color-contrast}
 * @param impact minor, moderate, serious or critical
 * @param help what the rule asks for
 * @param nodes each place as a selector with what is wrong there
 */
record Violation(String id, String impact, String help, List<String> nodes) {

  Violation {
    nodes = List.copyOf(nodes);
  }

  /** Keeps somebody from using the page. */
  boolean isSerious() {
    return impact.equals("serious") || impact.equals("critical");
  }
}
