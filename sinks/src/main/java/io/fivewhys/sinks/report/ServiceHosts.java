// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.DependencyGraph.Place;
import java.util.Set;

/**
 * Tells the services of a project by the hosts that Cloud Run gives them. Callers name a host where
 * a service names itself: both are one. A host whose service is not known stays what it is.
 *
 * @param known names of services
 */
record ServiceHosts(Set<String> known) {

  private static final String CLOUD_RUN = ".run.app";
  private static final String TAG_END = "---";

  ServiceHosts {
    known = Set.copyOf(known);
  }

  Place place(Place named) {
    String service = service(named.name());
    return known.contains(service) ? Place.service(service) : named;
  }

  /** Empty where it is no host of Cloud Run's own. */
  private static String service(String name) {
    String host = name.replaceFirst(":[0-9]{1,5}$", "");
    int dot = host.indexOf('.');
    if (dot < 0 || !host.endsWith(CLOUD_RUN)) {
      return "";
    }
    String tagged = host.substring(0, dot);
    int tag = tagged.indexOf(TAG_END);
    String label = tag < 0 ? tagged : tagged.substring(tag + TAG_END.length());
    return host.endsWith(".a" + CLOUD_RUN)
        ? label.replaceFirst("(?:-[a-z0-9]+-[a-z]{1,4}|-[a-z0-9]+)$", "")
        : label.replaceFirst("-[0-9]+$", "");
  }
}
