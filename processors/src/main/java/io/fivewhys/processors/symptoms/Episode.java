// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A symptom that has begun, and lasts.
 *
 * @param since minute in which it began
 * @param level what it must fall back to
 * @param counted damage of the minutes before {@code countedTo}: those too old to be kept
 */
record Episode(long since, double level, boolean pages, long countedTo, Share counted) {

  static Episode begin(long since, double level, boolean pages) {
    return new Episode(since, level, pages, since, Share.NONE);
  }

  Episode paging() {
    return new Episode(since, level, true, countedTo, counted);
  }

  Episode counted(long to, Share damage) {
    return new Episode(since, level, pages, to, damage);
  }

  /**
   * @param cleared the first minute after the last symptom that ended
   */
  static byte[] encoded(long cleared, @Nullable Episode episode) {
    ByteBuffer buffer = ByteBuffer.allocate(7 * Long.BYTES).putLong(cleared);
    if (episode == null) {
      return buffer.flip().array();
    }
    return buffer
        .putLong(episode.since)
        .putDouble(episode.level)
        .putLong(episode.pages ? 2 : 1)
        .putLong(episode.countedTo)
        .putLong(episode.counted.bad())
        .putLong(episode.counted.total())
        .array();
  }

  static @Nullable Episode decoded(ByteBuffer buffer) {
    long since = buffer.getLong();
    double level = buffer.getDouble();
    long pages = buffer.getLong();
    return pages == 0
        ? null
        : new Episode(
            since,
            level,
            pages == 2,
            buffer.getLong(),
            new Share(buffer.getLong(), buffer.getLong()));
  }
}
