// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Stands still until it is moved; what is due then happens at once. */
final class HandTime implements ServerTime {

  private record Task(Instant at, Runnable what) {}

  private final List<Task> tasks = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void after(Duration delay, Runnable task) {
    tasks.add(new Task(now.plus(delay), task));
  }

  void advance(Duration by) {
    due(by).forEach(task -> task.what().run());
  }

  private synchronized List<Task> due(Duration by) {
    now = now.plus(by);
    List<Task> due = tasks.stream().filter(task -> !task.at().isAfter(now)).toList();
    tasks.removeAll(due);
    return due;
  }
}
