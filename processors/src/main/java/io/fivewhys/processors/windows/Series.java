// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.contract.Topics;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open minutes of one revision. */
final class Series {

  record Name(String project, String location, String service, String revision) {
    String key() {
      return Topics.serviceKey(project, location, service, revision);
    }
  }

  final Name name;

  /** By minute since the epoch. */
  final TreeMap<Long, MinuteCell> cells = new TreeMap<>();

  /** The revision's request timeout as announced, {@link Long#MAX_VALUE} while unknown. */
  long timeoutNanos = Long.MAX_VALUE;

  private boolean timeoutUnsaved;

  private final int maxInstances;
  private final int maxSignatures;

  /** The cell used last: events come nearly in order. */
  private long lastMinute = Long.MIN_VALUE;

  private @Nullable MinuteCell last;

  /** Latest minute in which it was heard of; {@link Long#MIN_VALUE} after a restart. */
  private long heardOf = Long.MIN_VALUE;

  Series(Name name, int maxInstances, int maxSignatures) {
    this.name = name;
    this.maxInstances = maxInstances;
    this.maxSignatures = maxSignatures;
  }

  MinuteCell cell(long minute) {
    MinuteCell cell = last;
    if (cell == null || minute != lastMinute) {
      cell = cells.computeIfAbsent(minute, m -> new MinuteCell(maxInstances, maxSignatures));
      last = cell;
      lastMinute = minute;
      heardOf = Math.max(heardOf, minute);
    }
    return cell;
  }

  /**
   * Whether nothing was heard of it from {@code minute} on. What is not known counts as heard
   * {@code now}.
   */
  boolean silentSince(long minute, long now) {
    if (heardOf == Long.MIN_VALUE) {
      heardOf = now;
    }
    return heardOf < minute && cells.isEmpty();
  }

  void learnTimeout(long nanos) {
    if (nanos != timeoutNanos) {
      timeoutNanos = nanos;
      timeoutUnsaved = true;
    }
  }

  void save(Windows.StateWriter writer) {
    if (timeoutUnsaved) {
      timeoutUnsaved = false;
      writer.write(StateKey.timeout(name), StateKey.bytes(timeoutNanos));
    }
    cells.forEach((minute, cell) -> {
      if (cell.unsaved) {
        cell.unsaved = false;
        writer.write(StateKey.cell(name, minute), StateKey.CELLS.encode(cell.save(name, minute)));
      }
    });
  }

  /** Takes out the earliest cell if its minute is before {@code minute}. */
  Map.@Nullable Entry<Long, MinuteCell> pollBefore(long minute) {
    if (cells.isEmpty() || cells.firstKey() >= minute) {
      return null;
    }
    last = null;
    return cells.pollFirstEntry();
  }
}
