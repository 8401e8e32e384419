// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;

/** One signal of a minute: what a row of {@link Tables#DEPENDENCY_MINUTES} is made of. */
public record DependencyMinute(SignalMinute minute, SignalTotal signal) {

  /** Of what is spoken of: of the speaker, where it speaks of itself. */
  ComponentKind componentKind() {
    ComponentKind target = signal.getTargetKind();
    return target == null ? minute.getComponentKind() : target;
  }

  String component() {
    return ofItself() ? minute.getComponent() : signal.getTarget();
  }

  String caller() {
    return ofItself() ? "" : minute.getComponent();
  }

  String detail() {
    return ofItself() ? signal.getTarget() : "";
  }

  private boolean ofItself() {
    return signal.getTargetKind() == null;
  }
}
