// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who is rejected by a service: as it says, as they say, or by the traces they share. */
final class Callers {

  private Callers() {}

  static List<ServiceBoard> of(Scene scene, Trouble rejecting) {
    List<ServiceBoard> callers = new ArrayList<>();
    List<Total> named = rejecting.risen(Set.of(SignalKind.CALLER_REJECTED));
    for (ServiceBoard service : scene.board().services()) {
      if (service != rejecting.service
          && (isNamed(service, named)
              || saysSo(scene, service, rejecting)
              || Calls.sharedFailures(rejecting, service) > 0)) {
        callers.add(service);
      }
    }
    return callers;
  }

  private static boolean isNamed(ServiceBoard service, List<Total> named) {
    return named.stream()
        .anyMatch(total ->
            total.targetKind() == ComponentKind.CLOUD_RUN_SERVICE
                && total.target().equals(service.place.name()));
  }

  private static boolean saysSo(Scene scene, ServiceBoard service, Trouble rejecting) {
    return service.risen(rejecting.span, Set.of(SignalKind.CALL_REJECTED)).stream()
        .anyMatch(total -> Calls.isAbout(scene, service, total, rejecting.service));
  }
}
