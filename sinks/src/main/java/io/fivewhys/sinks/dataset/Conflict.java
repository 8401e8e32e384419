// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

/**
 * A difference that no change of ours can mend.
 *
 * @param subject what it is about, such as {@code table service_minutes}
 * @param remedy what to do about it
 */
public record Conflict(String subject, String problem, String remedy) {

  @Override
  public String toString() {
    return subject + ": " + problem + ": " + remedy;
  }
}
