// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Component;
import io.fivewhys.ComponentKind;

/** A component within a project: a service, a database, an address. */
record Place(ComponentKind kind, String location, String name) implements Comparable<Place> {

  static Place service(String location, String name) {
    return new Place(ComponentKind.CLOUD_RUN_SERVICE, location, name);
  }

  static Place of(Component component, String location) {
    return new Place(component.getKind(), location, component.getName());
  }

  Component component() {
    return new Component(kind, name);
  }

  @Override
  public int compareTo(Place other) {
    int byKind = kind.compareTo(other.kind);
    int byName = byKind != 0 ? byKind : name.compareTo(other.name);
    return byName != 0 ? byName : location.compareTo(other.location);
  }
}
