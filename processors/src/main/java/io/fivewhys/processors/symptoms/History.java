// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.processors.state.KeyPart;
import io.fivewhys.processors.state.StateWriter;
import io.fivewhys.processors.symptoms.StateKey.Place;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of one component: by minute for a good hour, in steps of five minutes for a good
 * six hours and by hour for three days. A snapshot of an open minute replaces the one before; what
 * it adds goes into all three at once.
 */
final class History {

  /** Minutes that are kept one by one. */
  static final int MINUTES = 90;

  /** Of those, the ones that looks go back to: what comes late still finds its minute. */
  static final int REACH = 75;

  private static final int FIVES = 80;
  private static final int HOURS = 74;

  /** What a source said last of a minute that it may yet say more of. */
  private record Snapshot(long[] counts, Shape shape) {
    static final Snapshot NOTHING = new Snapshot(new long[Counter.COUNT], Shape.EMPTY);
  }

  private final Place place;
  private final StateWriter state;
  private final Ledger minutes = new Ledger(MINUTES, Counter.COUNT);
  private final Ledger fives = new Ledger(FIVES, Counter.SUMMED);
  private final Ledger hours = new Ledger(HOURS, Counter.SUMMED);
  private final long[] shaped = new long[MINUTES];
  private final @Nullable Shape[] shapes = new Shape[MINUTES];
  private final TreeMap<Long, TreeMap<String, Snapshot>> open = new TreeMap<>();

  /** The latest minute with a request. */
  private long lastRequest = Long.MIN_VALUE / 2;

  /** The latest minute that was, as it looked at some time, slow. */
  private long lastSlow = Long.MIN_VALUE / 2;

  History(Place place, StateWriter state) {
    this.place = place;
    this.state = state;
    Arrays.fill(shaped, Long.MIN_VALUE);
  }

  /**
   * @param source who counted: a later snapshot of the same source replaces this one
   * @param counts by {@link Counter}
   * @param closed whether it is the last
   */
  void accept(String source, long minute, long[] counts, Shape shape, boolean closed) {
    if (minutes.isTooOld(minute)) {
      return;
    }
    forgetBefore(minute - MINUTES);
    TreeMap<String, Snapshot> sources = open.computeIfAbsent(minute, key -> new TreeMap<>());
    Snapshot old = sources.getOrDefault(source, Snapshot.NOTHING);
    Snapshot now = new Snapshot(counts, shape);
    if (closed) {
      sources.remove(source);
    } else {
      sources.put(source, now);
    }
    if (sources.isEmpty()) {
      open.remove(minute);
    }
    if (!closed || old != Snapshot.NOTHING) {
      save(minute, source, closed ? null : now);
    }
    replace(minute, old, now);
  }

  private void replace(long minute, Snapshot old, Snapshot now) {
    boolean sameCounts = Arrays.equals(old.counts, now.counts);
    if (!sameCounts) {
      replace(minutes, "minute", minute, old, now);
    }
    if (old.counts[0] != now.counts[0] || old.counts[1] != now.counts[1]) {
      replace(fives, "five", Math.floorDiv(minute, 5), old, now);
      replace(hours, "hour", Math.floorDiv(minute, 60), old, now);
    }
    if (!sameCounts && (old.shape != Shape.EMPTY || now.shape != Shape.EMPTY)) {
      int slot = minutes.slot(minute);
      Shape shape = shape(minute).minus(old.shape).plus(now.shape);
      keep(minute, shape);
      ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + shape.bytes()).putLong(minute);
      shape.encode(buffer);
      state.write(place.key("shape", slot), buffer.array());
    }
    if (now.counts[0] > 0) {
      lastRequest = Math.max(lastRequest, minute);
    }
  }

  private void keep(long minute, Shape shape) {
    shapes[minutes.slot(minute)] = shape;
    shaped[minutes.slot(minute)] = minute;
    if (SlowdownCondition.isSlow(shape)) {
      lastSlow = Math.max(lastSlow, minute);
    }
  }

  private void replace(Ledger ledger, String name, long period, Snapshot old, Snapshot now) {
    ledger.add(period, now.counts, 1);
    ledger.add(period, old.counts, -1);
    state.write(place.key(name, ledger.slot(period)), ledger.encoded(period));
  }

  private void forgetBefore(long minute) {
    NavigableMap<Long, TreeMap<String, Snapshot>> old = open.headMap(minute, false);
    old.forEach((oldest, sources) -> sources.keySet().forEach(each -> save(oldest, each, null)));
    old.clear();
  }

  private void save(long minute, String source, @Nullable Snapshot snapshot) {
    String key = place.key("open", minute) + '/' + KeyPart.of(source);
    if (snapshot == null) {
      state.write(key, null);
      return;
    }
    ByteBuffer buffer =
        ByteBuffer.allocate((1 + Counter.COUNT) * Long.BYTES + snapshot.shape.bytes());
    buffer.putLong(minute);
    for (long count : snapshot.counts) {
      buffer.putLong(count);
    }
    snapshot.shape.encode(buffer);
    state.write(key, buffer.array());
  }

  /**
   * Takes back what was written under {@code name}, in any order.
   *
   * @return the last minute it is about
   */
  long restore(String name, String source, byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return switch (name) {
      case "minute" -> restoreMinute(value);
      case "five" -> 5 * fives.restore(value) + 4;
      case "hour" -> 60 * hours.restore(value) + 59;
      case "shape" -> {
        long minute = buffer.getLong();
        keep(minute, Shape.decoded(buffer));
        yield minute;
      }
      case "open" -> restoreSnapshot(buffer, source);
      default -> throw new IllegalStateException("state of a newer version: " + name);
    };
  }

  private long restoreMinute(byte[] value) {
    long minute = minutes.restore(value);
    if (at(minute, Counter.REQUESTS) > 0) {
      lastRequest = Math.max(lastRequest, minute);
    }
    return minute;
  }

  private long restoreSnapshot(ByteBuffer buffer, String source) {
    long minute = buffer.getLong();
    long[] counts = new long[Counter.COUNT];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buffer.getLong();
    }
    open.computeIfAbsent(minute, key -> new TreeMap<>())
        .put(source, new Snapshot(counts, Shape.decoded(buffer)));
    return minute;
  }

  /** Takes everything back that was ever written. */
  void forget() {
    forgetBefore(Long.MAX_VALUE);
    minutes.used().forEach(slot -> state.write(place.key("minute", slot), null));
    fives.used().forEach(slot -> state.write(place.key("five", slot), null));
    hours.used().forEach(slot -> state.write(place.key("hour", slot), null));
    for (int slot = 0; slot < MINUTES; slot++) {
      if (shapes[slot] != null) {
        state.write(place.key("shape", slot), null);
      }
    }
  }

  long at(long minute, Counter counter) {
    return minutes.at(minute, counter);
  }

  long sum(long from, long to, Counter counter) {
    return minutes.sum(from, to, counter);
  }

  /** Errors among requests from about one minute to another, in the finest steps still kept. */
  Share errors(long from, long to) {
    if (to - from < REACH) {
      return errors(minutes, from, to);
    }
    return to - from < 5 * (FIVES - 2)
        ? errors(fives, Math.floorDiv(from, 5), Math.floorDiv(to, 5))
        : errors(hours, Math.floorDiv(from, 60), Math.floorDiv(to, 60));
  }

  private static Share errors(Ledger ledger, long from, long to) {
    return new Share(ledger.sum(from, to, Counter.ERRORS), ledger.sum(from, to, Counter.REQUESTS));
  }

  /** In how many steps of five minutes there were errors. */
  int badFives(long from, long to) {
    int bad = 0;
    for (long five = Math.floorDiv(from, 5); five <= Math.floorDiv(to, 5); five++) {
      bad += fives.at(five, Counter.ERRORS) > 0 ? 1 : 0;
    }
    return bad;
  }

  Shape shape(long minute) {
    int slot = minutes.slot(minute);
    Shape shape = shapes[slot];
    return shape == null || shaped[slot] != minute ? Shape.EMPTY : shape;
  }

  Shape shape(long from, long to) {
    Shape sum = Shape.EMPTY;
    for (long minute = from; minute <= to; minute++) {
      sum = sum.plus(shape(minute));
    }
    return sum;
  }

  long lastRequest() {
    return lastRequest;
  }

  long lastSlow() {
    return lastSlow;
  }
}
