// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Workload.Route;
import io.fivewhys.local.incidents.Workload.Step;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Something wrong for a while with some of the requests in some places.
 *
 * @param from first moment, nanoseconds since the epoch
 * @param until first moment after
 * @param share of the requests there that are hit
 */
record Fault(
    long from,
    long until,
    double share,
    Predicate<Place> where,
    Function<RandomGenerator, Trouble> trouble) {

  /** A step of a request in a revision of a service. */
  record Place(
      long at, Workload workload, Revision revision, String instance, Route route, Step step) {}

  boolean hits(Place place, RandomGenerator random) {
    return place.at() >= from
        && place.at() < until
        && where.test(place)
        && random.nextDouble() < share;
  }

  static Predicate<Place> in(Workload workload, Class<? extends Step> step) {
    return place ->
        place.workload().name().equals(workload.name()) && step.isInstance(place.step());
  }

  static Predicate<Place> in(Revision revision, Class<? extends Step> step) {
    return place ->
        place.revision().name().equals(revision.name()) && step.isInstance(place.step());
  }

  static Predicate<Place> on(Collection<String> instances) {
    return place -> instances.contains(place.instance());
  }

  static Predicate<Place> at(Step step) {
    return place -> place.step().equals(step);
  }
}
