// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;
import java.util.stream.Stream;

/** Every view once, each after those it is made of. */
public final class Views {

  public static final List<View> ALL =
      Stream.of(MinuteViews.ALL, ChangeViews.ALL, IncidentViews.ALL).flatMap(List::stream).toList();

  private Views() {}
}
