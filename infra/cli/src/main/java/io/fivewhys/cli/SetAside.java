// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What nobody takes, held back for a while that doubles each time, so that it does not go round in
 * circles.
 */
final class SetAside {

  private static final int REMEMBERED = 10_000;
  private static final long FIRST_SECONDS = 10;
  private static final int DOUBLINGS = 6;

  private final Map<String, Integer> times =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  private final Set<Runnable> held = new HashSet<>();

  synchronized boolean isNew(String what) {
    return !times.containsKey(what);
  }

  /** Lets go of it after its while, or when all is released. */
  synchronized void hold(String what, Runnable letGo, ScheduledExecutorService timer) {
    int before = times.merge(what, 1, Integer::sum) - 1;
    Runnable once = () -> letGo.run(); // another each time, whatever was given
    held.add(once);
    timer.schedule(
        () -> letGo(once), FIRST_SECONDS << Math.min(before, DOUBLINGS), TimeUnit.SECONDS);
  }

  synchronized void release() {
    List.copyOf(held).forEach(this::letGo);
  }

  private synchronized void letGo(Runnable once) {
    if (held.remove(once)) {
      once.run();
    }
  }
}
