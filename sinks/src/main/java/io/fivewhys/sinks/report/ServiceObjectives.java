// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

/**
 * What share of a service's requests is to go well: as the configuration says, which others read.
 */
@FunctionalInterface
public interface ServiceObjectives {

  /** As for all services that nothing is said of. */
  ServiceObjectives DEFAULT = (project, location, service) -> 0.99;

  /** Above 0 and at most 1. */
  double availability(String project, String location, String service);
}
