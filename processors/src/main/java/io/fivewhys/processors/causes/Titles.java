// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.processors.symptoms.Symptom;

/** One line that a person understands: what hurts, and why. */
final class Titles {

  private Titles() {}

  static String of(Symptom symptom, int services, Cause cause) {
    boolean one = services == 1;
    String others = one ? "" : " and " + Words.count(services - 1, "other");
    return symptom.component() + others + " " + hurt(symptom, one) + ": " + why(cause);
  }

  private static String hurt(Symptom symptom, boolean one) {
    return switch (symptom.rule()) {
      case ERRORS, DEPENDENCY, JOURNEY -> share(symptom, one ? "fails" : "fail", one);
      case AUTH -> share(symptom, one ? "rejects" : "reject", one);
      case LATENCY -> one ? "is slow" : "are slow";
      case TIMEOUTS -> one ? "times out" : "time out";
      case THROTTLED -> one ? "turns requests away" : "turn requests away";
      case STARTUP -> one ? "does not start" : "do not start";
      case TRAFFIC -> one ? "gets no requests" : "get no requests";
      case MEMORY -> one ? "runs out of memory" : "run out of memory";
    };
  }

  /** The share is that of the service that is named. */
  private static String share(Symptom symptom, String verb, boolean one) {
    return symptom.total() == 0
        ? verb
        : verb
            + (one ? " " : " up to ")
            + Words.percent((double) symptom.bad() / symptom.total())
            + " of requests";
  }

  private static String why(Cause cause) {
    String name = Words.name(cause.place());
    return switch (cause.kind()) {
      case REVISION_STARTUP_FAILURE -> "instances of " + cause.revision() + " end as they start";
      case REVISION_CONFIG -> "configuration of " + cause.revision();
      case REVISION_CODE -> "code of " + cause.revision();
      case CONNECTOR_SATURATION -> "connector " + name + " is saturated";
      case CONNECTOR_UNAVAILABLE -> "connector " + name + " is not there";
      case SQL_CONNECTIONS_EXHAUSTED -> "no connections to " + name + " are left";
      case SQL_SLOW -> name + " is slow";
      case SQL_UNAVAILABLE -> name + " cannot be reached";
      case REDIS_UNREACHABLE -> "Redis at " + name + " cannot be reached";
      case SECRET_CHANGED -> "secret " + name + " changed";
      case AUTH_REJECTED -> name + " rejects credentials";
      case INSTANCE_LIMIT -> "no more instances are allowed";
      case MEMORY_LIMIT -> "instances reach their limit of memory";
      case REQUEST_TIMEOUT -> "requests reach their time limit";
      case DEPENDENCY_SERVICE -> name + " fails";
      case TRAFFIC_SURGE -> "far more requests than usual";
      case UNKNOWN -> "cause not known";
    };
  }
}
