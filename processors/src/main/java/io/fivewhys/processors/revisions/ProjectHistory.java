// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.util.TreeMap;

/** One project: its services and its clock, which only what comes in moves. */
final class ProjectHistory {

  final String name;

  /** By location and name. */
  final TreeMap<String, ServiceHistory> services = new TreeMap<>();

  /** Event time reached, microseconds. */
  long clock = Long.MIN_VALUE;

  /** The tick, counted from the epoch, in which the clock is. */
  long tick = Long.MIN_VALUE;

  /** The minute in which old minutes were last removed. */
  long sweptMinute = Long.MIN_VALUE;

  /** Nothing has come since the last look. */
  boolean settled;

  ProjectHistory(String name) {
    this.name = name;
  }

  ServiceHistory service(String location, String service) {
    return services.computeIfAbsent(
        location + '/' + service,
        key -> new ServiceHistory(new ServiceHistory.Name(name, location, service)));
  }
}
