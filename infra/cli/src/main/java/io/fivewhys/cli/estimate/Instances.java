// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

/**
 * Alike instances of one service.
 *
 * @param vcpu of one
 * @param memoryGib of one
 */
public record Instances(String service, int count, int vcpu, double memoryGib) {

  int vcpus() {
    return count * vcpu;
  }

  double gib() {
    return count * memoryGib;
  }
}
