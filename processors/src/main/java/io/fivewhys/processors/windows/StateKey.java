// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static io.fivewhys.processors.windows.MinuteCell.MINUTE_NANOS;

import io.fivewhys.ComponentKind;
import io.fivewhys.OpenMinute;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.AvroCodec;
import java.nio.ByteBuffer;

/**
 * The keys under which the hot stage's state is kept, and what their values are: {@code cell/…} an
 * open minute, {@code seen/…} a chunk of ids, {@code source/…} a project's clock, {@code timeout/…}
 * a revision's request timeout, {@code beat} how long the writer of the events has lived.
 */
final class StateKey {

  static final AvroCodec<OpenMinute> CELLS = AvroCodec.of(OpenMinute.class);

  static final String BEAT = "beat";

  private static final long MINUTE_MICROS = MINUTE_NANOS / 1_000;

  private StateKey() {}

  static String cell(Series.Name name, long minute) {
    return "cell/" + name.key() + '/' + minute;
  }

  static String seen(String project, long minute, int chunk) {
    return "seen/" + project + '/' + minute + '/' + chunk;
  }

  static String source(String project) {
    return "source/" + project;
  }

  static String timeout(Series.Name name) {
    return "timeout/" + name.key();
  }

  static byte[] bytes(Source source) {
    return bytes(
        source.watermarkNanos,
        source.lastTick,
        source.openFrom,
        source.rememberFrom,
        source.heardMillis,
        source.silent ? 1 : 0);
  }

  static byte[] bytes(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }

  /** Where restored state goes. */
  interface Target {
    void beat(long livedMillis, long atMillis);

    Source source(String project);

    Series series(Series.Name name);
  }

  static void restore(String key, byte[] value, Target target) {
    String[] parts = key.split("/", -1);
    switch (parts[0]) {
      case BEAT -> {
        ByteBuffer longs = ByteBuffer.wrap(value);
        target.beat(longs.getLong(), longs.getLong());
      }
      case "cell" -> {
        OpenMinute saved = CELLS.decode(value);
        ServiceMinute minute = saved.getMinute();
        SignalMinute signals = saved.getSignals();
        Series.Name name =
            new Series.Name(
                signals == null ? ComponentKind.CLOUD_RUN_SERVICE : signals.getComponentKind(),
                minute.getProject(),
                minute.getLocation(),
                minute.getService(),
                minute.getRevision());
        target.series(name).cell(minute.getWindowStart() / MINUTE_MICROS).restore(saved);
      }
      case "seen" ->
          target
              .source(parts[1])
              .seen
              .restore(Long.parseLong(parts[2]), Integer.parseInt(parts[3]), value);
      case "source" -> {
        Source source = target.source(parts[1]);
        ByteBuffer longs = ByteBuffer.wrap(value);
        source.watermarkNanos = longs.getLong();
        source.lastTick = longs.getLong();
        source.openFrom = longs.getLong();
        source.rememberFrom = longs.getLong();
        source.heardMillis = longs.getLong();
        source.silent = longs.getLong() != 0;
      }
      case "timeout" ->
          target.series(
                      new Series.Name(
                          ComponentKind.CLOUD_RUN_SERVICE, parts[1], parts[2], parts[3], parts[4]))
                  .timeoutNanos =
              ByteBuffer.wrap(value).getLong();
      default -> throw new IllegalStateException("state of a newer version: key " + key);
    }
  }
}
