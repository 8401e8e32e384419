// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.ComponentKind;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open minutes of one revision, or of another component that says something. */
final class Series {

  record Name(
      ComponentKind kind, String project, String location, String component, String revision) {

    /** Only these have service minutes; of the others there is but what they say. */
    boolean isService() {
      return kind == ComponentKind.CLOUD_RUN_SERVICE;
    }

    /** No two alike: a service's has a part less than another component's. */
    String key() {
      return isService()
          ? Topics.serviceKey(project, location, component, revision)
          : Topics.eventKey(project, location, kind, component, revision);
    }
  }

  final Name name;

  /** By minute since the epoch. */
  final TreeMap<Long, MinuteCell> cells = new TreeMap<>();

  /** The revision's request timeout as announced, {@link Long#MAX_VALUE} while unknown. */
  long timeoutNanos = Long.MAX_VALUE;

  private boolean timeoutUnsaved;

  private final Limits limits;

  /** The cell used last: events come nearly in order. */
  private long lastMinute = Long.MIN_VALUE;

  private @Nullable MinuteCell last;

  /** Latest minute in which it was heard of; {@link Long#MIN_VALUE} after a restart. */
  private long heardOf = Long.MIN_VALUE;

  Series(Name name, Limits limits) {
    this.name = name;
    this.limits = limits;
  }

  MinuteCell cell(long minute) {
    MinuteCell cell = last;
    if (cell == null || minute != lastMinute) {
      cell = cells.computeIfAbsent(minute, m -> new MinuteCell(limits));
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

  void save(StateWriter writer) {
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
