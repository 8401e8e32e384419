// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.List;

/** What is wrong with a configuration, all of it. */
public final class InvalidConfigurationException extends RuntimeException {

  private final transient List<String> faults;

  /**
   * @param faults at least one, each with its place
   */
  public InvalidConfigurationException(List<String> faults) {
    super("invalid configuration:\n  " + String.join("\n  ", faults));
    this.faults = List.copyOf(faults);
  }

  public List<String> faults() {
    return faults;
  }
}
